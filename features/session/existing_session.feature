Feature: Signing in while somebody is signed in

  @ses-existing-session-same-user @usability @session @clerk-account-transfer
  Scenario Outline: Someone who is signed in and signs in with <provider> once more goes on as before
    A second tab, or an old page, must not end in an error.

    Given alice has an account made with <provider>
    When alice signs in with <provider>
    Then alice is signed in
    When alice signs in with <provider>
    Then alice is signed in
    And there is one account for alice
    When alice signs up with <provider>
    Then alice is signed in
    And there is one account for alice

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @ses-existing-session-other-user @must @session @negative
  Scenario Outline: Bob's <provider> account does not become part of alice's because she was still signed in
    Either bob is signed in after it, or he is told that alice is. What must
    never happen is that the two become one.

    Given alice has an account made with <provider>
    And bob has an account made with <provider>
    When alice signs in with <provider>
    Then alice is signed in
    When alice lets bob sign in with <provider> in her browser
    Then whoever of alice and bob is signed in in alice's browser has only their own <provider> account
    And alice can sign in with <provider> again
    And bob can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @ses-fixation @must @session @negative
  Scenario Outline: The cookies from before a sign-in with <provider> are nobody's after it
    Whoever could plant or read a cookie before the sign-in would be signed in
    with it.

    Given alice has an account made with <provider>
    And alice has opened the sign-in page and started with <provider>
    When the cookies of alice's browser are copied
    And alice finishes her sign-in with <provider>
    Then alice is signed in
    And the cookies that were copied from alice's browser sign nobody in
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

