Feature: Signing out

  @ses-logout-works @must @session @negative
  Scenario Outline: Nothing of the browser opens the account after someone who came with <provider> signed out
    A copy of the cookies, from a backup or a shared computer, must be worth
    nothing once its owner has left.

    Given alice has an account made with <provider>
    When alice signs in with <provider>
    Then alice is signed in
    When the cookies of alice's browser are copied
    Then the copied cookies name alice
    When alice signs out
    Then alice is not signed in
    And the session of the copied cookies of alice has ended
    And alice can sign in with <provider> in the same browser

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @ses-logout-then-login-asks-right-person @usability @session
  Scenario Outline: After one person signed out, another signs in with <provider> in the same browser
    Given alice has an account made with <provider>
    And bob has an account made with <provider>
    When alice signs in with <provider>
    Then alice is signed in
    When alice signs out
    And alice lets bob sign in with <provider> in her browser
    Then bob is signed in in alice's browser
    And there is one account for alice
    And there is one account for bob

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @ses-concurrent-devices @usability @session
  Scenario Outline: Signing out in one browser leaves the session of <provider> in another one alone
    Given alice has an account made with <provider>
    And alice is signed in with <provider> in a second browser
    When alice signs in with <provider>
    And alice signs out
    Then alice is not signed in
    And alice is still signed in in her second browser

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @ses-password-reset-kills-oauth-sessions @should @accounts @negative
  Scenario Outline: A new password ends the sessions of <provider> in other browsers
    People choose one when somebody else may be in their account.

    Given alice has an account with a password
    And alice is signed in with <provider> in a second browser
    And alice has to choose a new password
    When alice signs in with her password
    Then alice is asked for a new password
    And alice is still signed in in her second browser
    When alice chooses a new password
    Then alice is signed in
    And alice is signed in no more in her second browser

    Examples:
      | provider |
      | Google   |
