Feature: The session's cookies

  @ses-fixation-set-by-attacker @must @session @negative
  Scenario Outline: A cookie that somebody planted is not the session of whoever signs in with <provider>
    Who can set a cookie, from a neighbouring host or in a shared browser, would
    know the session's secret beforehand.

    Given alice has an account made with <provider>
    And mallory has an account made with <provider>
    And mallory, who signs in with <provider>, has planted cookies named like hers in alice's browser
    When alice signs in with <provider>
    Then alice is signed in
    And the cookies that were planted in alice's browser sign nobody in

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @ses-new-id-after-login @must @session @negative
  Scenario Outline: What a browser had before it signed in with <provider> is not what it is signed in by
    Given alice has an account made with <provider>
    And alice has opened the sign-in page and started with <provider>
    When the cookies of alice's browser are copied
    And alice finishes her sign-in with <provider>
    Then alice is signed in
    And what stayed the same among the cookies of alice's browser signs nobody in
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @ses-cookie-flags @must @session @negative @rfc6265-4.1.2
  Scenario Outline: The session of whoever came with <provider> is out of reach for scripts and other sites
    Given alice has an account made with <provider>
    When alice signs in with <provider>
    Then alice is signed in
    And the session cookie of alice's browser is out of reach for scripts and other sites

    Examples:
      | provider |
      | Google   |
      | GitHub   |
