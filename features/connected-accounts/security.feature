Feature: Connecting accounts under attack

  Whoever can connect a provider to an account can enter it.

  @con-already-linked-elsewhere @must @connect @negative
  Scenario Outline: A <other> account that opens somebody's account cannot be connected to another one
    Moving it would take the one account from its owner, merging would open it.

    Given alice has an account made with <provider>
    And bob has an account made with <other>
    When alice signs in with <provider>
    And alice connects the <other> account of bob
    Then the app asked <other> for one token
    And alice's connected accounts are those of hers at <provider>
    And alice is told that <other> was not connected
    And bob can sign in with <other> again
    And alice can sign in with <provider> again

    Examples:
      | provider | other  |
      | Google   | GitHub |
      | GitHub   | Google |

  @con-connect-csrf @must @connect @negative @rfc6749-10.12 @rfc9700-4.7
  Scenario Outline: An attacker's <other> account is not connected by an address that somebody else opens
    The attacker stops before the callback and sends its address to a victim who
    is signed in. If it works, the attacker signs in to the victim's account from
    then on.

    Given alice has an account made with <provider>
    And mallory has an account made with <provider>
    And <other> will hold back its answer to mallory
    When mallory signs in with <provider>
    Then mallory is signed in
    When mallory connects <other>
    Then <other> held back an answer to mallory
    When alice signs in with <provider>
    Then alice is signed in
    When alice opens the address of mallory's last answer from <other>
    Then alice's connected accounts are those of hers at <provider>
    And the app asked <other> for no token
    And alice is signed in
    And alice can sign in with <provider> again

    Examples:
      | provider | other  |
      | Google   | GitHub |
      | GitHub   | Google |

  @con-connect-other-session @must @connect @negative @rfc9700-4.7
  Scenario Outline: A visit to <other> that alice began connects nothing to bob, who is signed in when it ends
    Two people share a browser. What one of them began must not end in the
    account of the other.

    Given alice has an account made with <provider>
    And bob has an account made with <provider>
    And <other> will hold back its answer to alice
    When alice signs in with <provider>
    Then alice is signed in
    When alice connects the <other> account of carol
    Then <other> held back an answer to alice
    When alice signs out
    And alice lets bob sign in with <provider> in her browser
    Then bob is signed in in alice's browser
    When alice opens the address of the answer about carol that <other> held back
    Then the accounts that are connected in alice's browser are those of bob at <provider>
    And bob can sign in with <provider> again

    Examples:
      | provider | other  |
      | Google   | GitHub |
      | GitHub   | Google |

  @con-disconnect-last-method @must @connect @negative
  Scenario Outline: The only way into an account, <provider>, cannot be disconnected
    Whoever disconnects it would have an account that nobody can open any more.

    Given the app knows no way in but providers and passwords
    And alice has an account made with <provider>
    When alice signs in with <provider>
    And alice disconnects <provider>
    Then alice's connected accounts are those of hers at <provider>
    And alice is told that <provider> was not disconnected
    And alice can sign in with <provider> again
    When alice connects <other>
    And alice disconnects <provider>
    Then alice's connected accounts are those of hers at <other>

    Examples:
      | provider | other  |
      | Google   | GitHub |
      | GitHub   | Google |

  @con-unverified-email-not-added @must @connect @negative
  Scenario Outline: An address that <other> does not vouch for opens no account that <other> is connected to
    The owner of the address comes one day with <provider>, which does vouch for
    it, and must not end in the account of somebody who only claimed it.

    Given alice has an account made with <provider>
    And <other> does not vouch for the address of carol
    When alice signs in with <provider>
    And alice connects the <other> account of carol
    And carol signs up with <provider>
    Then carol is signed in
    And there is one account for carol
    And alice can sign in with <provider> again

    Examples:
      | provider | other  |
      | GitHub   | Google |
