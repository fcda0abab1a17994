Feature: The second factor of an account that a provider is linked to

  @mfa-linking-needs-it @must @mfa @negative @clerk-account-linking
  Scenario Outline: Linking <provider> by the address does not get round the second factor
    The provider proves the address. The person asked for more than that.

    Given alice has an account with a password
    And alice has turned on two-step verification
    When alice signs in with <provider>
    Then the app asked <provider> for one token
    And alice is not signed in
    And alice is asked for a second factor
    When alice gives the code of her authenticator
    Then alice is signed in
    And there is one account for alice

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @mfa-after-sign-up-transfer @must @mfa @negative @clerk-account-transfer
  Scenario Outline: "Sign up" with <provider> does not get round the second factor of an account that is there
    Given alice has an account made with <provider>
    And alice has turned on two-step verification
    When alice signs up with <provider>
    Then alice is asked for a second factor
    And alice is not signed in
    When alice gives a wrong code
    Then alice is told that it was not accepted
    And alice is not signed in
    When alice gives the code of her authenticator
    Then alice is signed in
    And there is one account for alice

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @lock-oauth-while-locked @must @mfa @negative @clerk-user-lockout
  Scenario Outline: A locked account is not entered through <provider>
    A lock stops whoever guesses. It must not have a door beside it, and has to
    tell the owner what is the matter.

    Given alice has an account made with <provider>
    And the account of alice is locked
    When alice signs in with <provider>
    Then the app asked <provider> for one token
    And alice is not signed in
    And alice reads that signing in did not work
    And alice sees a readable page with a way on
    When the account of alice is unlocked
    Then alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @mfa-new-password-first @usability @accounts @clerk-account-linking
  Scenario Outline: Someone whose password has to be changed chooses another one after <provider>
    Given alice has an account with a password
    And alice has to choose a new password
    When alice signs in with <provider>
    Then alice is asked for a new password
    When alice chooses a new password that is too short
    Then alice is told that it was not accepted
    And alice is not signed in
    When alice chooses a new password
    Then alice is signed in

    Examples:
      | provider |
      | Google   |
      | GitHub   |

