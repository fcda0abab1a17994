Feature: Connected accounts

  Somebody who is signed in connects a further provider, and from then on enters
  the same account with either.

  @con-connect-happy @usability @connect @clerk-account-linking
  Scenario Outline: Someone with an account made with <provider> connects <other> and signs in with it
    Given alice has an account made with <provider>
    When alice signs in with <provider>
    And alice connects <other>
    Then alice's connected accounts are those of hers at <provider> and <other>
    And alice is signed in
    And alice can sign in with <other> again
    And there is one account for alice

    Examples:
      | provider | other  |
      | Google   | GitHub |
      | GitHub   | Google |

  @con-connect-cancelled @usability @connect @rfc6749-4.1.2.1
  Scenario Outline: Someone who cancels at <other> while connecting it stays signed in, and can connect it later
    A no at the provider is no to the connection, and to nothing else.

    Given alice has an account made with <provider>
    When alice signs in with <provider>
    And alice starts to connect <other> and cancels there
    Then the app received the error access_denied from <other>
    And alice's connected accounts are those of hers at <provider>
    And alice is told that <other> was not connected
    And alice is signed in
    When alice connects <other>
    Then alice's connected accounts are those of hers at <provider> and <other>

    Examples:
      | provider | other  |
      | Google   | GitHub |
      | GitHub   | Google |

  @con-reconnect-after-disconnect @usability @connect
  Scenario Outline: Someone who disconnected <other> connects it again
    Given alice has an account made with <provider>
    When alice signs in with <provider>
    And alice connects <other>
    Then alice's connected accounts are those of hers at <provider> and <other>
    When alice disconnects <other>
    Then alice's connected accounts are those of hers at <provider>
    When alice connects <other>
    Then alice's connected accounts are those of hers at <provider> and <other>

    Examples:
      | provider | other  |
      | Google   | GitHub |
      | GitHub   | Google |

  @con-disconnect @usability @connect @negative
  Scenario Outline: A <other> account that was disconnected no longer opens the account
    Whoever disconnects a provider wants nobody to come in through it any more.

    Given alice has an account made with <provider>
    And alice can sign in with <provider>
    When alice signs in with <provider>
    And alice connects the <other> account of carol
    Then alice's connected accounts are that of hers at <provider> and that of carol at <other>
    When alice disconnects <other>
    Then alice's connected accounts are those of hers at <provider>
    When carol signs in with <other>
    Then carol is signed in
    And there is one account for carol
    And alice can sign in with <provider> again

    Examples:
      | provider | other  |
      | Google   | GitHub |
      | GitHub   | Google |

  @con-different-email @must @connect @negative
  Scenario Outline: Connecting a <other> account with another address leaves the account's own address alone
    The address of an account is where its owner is reached and how it is
    recovered. A second provider must not change it on the quiet.

    Given alice has an account made with <provider>
    When alice signs in with <provider>
    And alice connects the <other> account of carol
    Then alice's connected accounts are that of hers at <provider> and that of carol at <other>
    And alice is signed in
    And there is no account for carol
    And alice can sign in with <provider> again

    Examples:
      | provider | other  |
      | Google   | GitHub |
      | GitHub   | Google |

  @con-connect-only @must @connect @negative
  Scenario Outline: A provider that may only be connected, <other>, connects and does not sign in
    An app may want someone's data at a provider without letting that provider
    open the account.

    Given the app lets people connect <other>, but not sign in with it
    And alice has an account made with <provider>
    When alice signs in with <provider>
    And alice connects <other>
    Then alice's connected accounts are those of hers at <provider> and <other>
    When alice opens another browser
    Then alice is not offered to sign in with <other>
    And alice can sign in with <provider> again

    Examples:
      | provider | other  |
      | Google   | GitHub |
      | GitHub   | Google |

