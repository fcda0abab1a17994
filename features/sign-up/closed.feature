Feature: Sign-ups that are not for everybody

  A rule about who may sign up holds for providers too, whichever button was pressed.

  @xfr-signup-closed @must @core @negative @clerk-restrictions
  Scenario Outline: An app that takes no new people makes no account for somebody from <provider>
    Given the app takes no new people
    When eve signs up with <provider>
    Then the app asked <provider> for one token
    And eve is not signed in
    And there is no account for eve
    And eve sees a readable page with a way on
    When eve signs in with <provider>
    Then eve is not signed in
    And there is no account for eve
    And eve reads that signing in did not work

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @sup-closed-keeps-members @usability @accounts @clerk-restrictions
  Scenario Outline: An app that takes no new people lets its own in with <provider>
    Given the app takes no new people
    And alice has an account with a password
    When alice signs in with <provider>
    Then alice is signed in
    And there is one account for alice

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @sup-waitlist @must @core @negative @clerk-restrictions
  Scenario Outline: An app with a waiting list makes no account for somebody from <provider>
    Given the app has a waiting list
    When eve signs in with <provider>
    Then the app asked <provider> for one token
    And eve is not signed in
    And there is no account for eve
    And eve reads that signing in did not work
    And eve sees a readable page with a way on

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @xfr-blocklist @must @core @negative @clerk-restrictions
  Scenario Outline: An address that the app keeps out does not get in with <provider>
    Given the app keeps addresses at blocked.example out
    And mallory has an address at blocked.example
    When mallory signs up with <provider>
    Then the app asked <provider> for one token
    And mallory is not signed in
    And there is no account for mallory
    And mallory sees a readable page with a way on
    When eve signs up with <provider>
    Then eve is signed in

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @sup-allowlist @usability @core @clerk-restrictions
  Scenario Outline: An address that the app lets in gets in with <provider>
    Given the app lets in only addresses at allowed.example
    And eve has an address at allowed.example
    When eve signs up with <provider>
    Then eve is signed in
    And there is one account for eve

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @acc-allowlist-anchored @must @core @negative @clerk-restrictions
  Scenario Outline: An address at <domain> is not one at allowed.example for coming with <provider>
    Given the app lets in only addresses at allowed.example
    And mallory has an address at <domain>
    And eve has an address at allowed.example
    When mallory signs up with <provider>
    Then the app asked <provider> for one token
    And mallory is not signed in
    And there is no account for mallory
    When eve signs up with <provider>
    Then eve is signed in

    Examples:
      | provider | domain                      |
      | Google   | allowed.example.evil.example |
      | GitHub   | allowed.example.evil.example |
      | Google   | not-allowed.example         |
      | GitHub   | not-allowed.example         |
