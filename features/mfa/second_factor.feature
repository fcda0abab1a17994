Feature: Second factor after a provider sign-in

  @mfa-totp @must @mfa @rfc6238
  Scenario Outline: Someone with an authenticator app signs in with <provider> and a code
    Given alice has an account made with <provider>
    And alice has turned on two-step verification
    When alice signs in with <provider>
    Then alice is asked for a second factor
    When alice gives the code of her authenticator
    Then alice is signed in

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @mfa-backup-code @usability @mfa
  Scenario Outline: Someone without their phone signs in with <provider> and a backup code
    Given alice has an account made with <provider>
    And alice has turned on two-step verification
    When alice signs in with <provider>
    Then alice is asked for a second factor
    When alice gives a backup code
    Then alice is signed in

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @mfa-backup-code-once @must @mfa @negative
  Scenario Outline: A backup code opens an account once, and not again after <provider>
    A backup code that works twice is a password that was shown on a screen.

    Given alice has an account made with <provider>
    And alice has turned on two-step verification
    And alice has signed in with <provider> and a backup code
    When alice signs in with <provider>
    Then alice is asked for a second factor
    When alice gives the backup code that she has used
    Then alice is told that it was not accepted
    And alice is not signed in
    When alice gives the code of her authenticator
    Then alice is signed in

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @mfa-wrong-code @must @mfa @negative @rfc6238
  Scenario Outline: A wrong code after <provider> is refused, and the right one still works
    Given alice has an account made with <provider>
    And alice has turned on two-step verification
    When alice signs in with <provider>
    Then alice is asked for a second factor
    When alice gives a wrong code
    Then alice is told that it was not accepted
    And alice is not signed in
    When alice gives the code of her authenticator
    Then alice is signed in

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @mfa-not-bypassed @must @mfa @negative
  Scenario Outline: A sign-in with <provider> does not replace the second factor
    A provider account proves one factor. The person asked for two.

    Given alice has an account made with <provider>
    And alice has turned on two-step verification
    When alice signs in with <provider>
    Then the app asked <provider> for one token
    And alice is not signed in
    And alice is asked for a second factor

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @mfa-pending-session-limited @must @mfa @negative
  Scenario Outline: Between <provider> and the second factor, no protected page opens
    The half-done sign-in lives in the browser. It must not be good for anything else.

    Given alice has an account made with <provider>
    And alice has turned on two-step verification
    When alice signs in with <provider>
    Then alice is asked for a second factor
    When alice leaves the form and opens the protected page
    Then alice is not signed in

    Examples:
      | provider |
      | Google   |
      | GitHub   |
