Feature: A provider's address that an account has already

  Two accounts become one when their address is proved on both sides, and only
  then: addresses are claims, and whoever links by a claim hands accounts over.

  @acc-verified-email-link @usability @accounts @clerk-account-linking
  Scenario Outline: Someone with a password and a proved address signs in with <provider>
    Given alice has an account with a password
    When alice signs in with <provider>
    Then alice is signed in
    And there is one account for alice
    And alice can sign in with her password
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @xfr-existing-email-collision @usability @accounts @clerk-account-linking
  Scenario Outline: Someone with a password who presses "Sign up" with <provider> gets no second account
    Given alice has an account with a password
    When alice signs up with <provider>
    Then alice is signed in
    And there is one account for alice
    And alice can sign in with her password

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @acc-unverified-email-no-link @must @accounts @negative @oidc-core-5.7 @clerk-account-linking
  Scenario Outline: An address that <provider> does not vouch for opens no account before it is proved
    Anybody can type somebody else's address at some provider.

    Given alice has an account with a password
    And alice can sign in with her password
    And <provider> does not vouch for the address of alice
    When alice signs in with <provider>
    Then the app asked <provider> for one token
    And alice is not signed in
    And alice sees a readable page with a way on
    And there is one account for alice
    And alice can sign in with her password

    Examples:
      | provider |
      | Google   |

  @acc-unverified-email-proved @usability @accounts @oidc-core-5.7 @clerk-account-linking
  Scenario Outline: Whoever proves an address that <provider> does not vouch for gets into the account that has it
    The provider does not know whose address it is. A code to the mailbox tells.

    Given alice has an account with a password
    And <provider> does not vouch for the address of alice
    When alice signs in with <provider>
    Then alice is asked for a code that was sent to her mailbox
    When alice gives another code than that out of her mailbox
    Then alice is told that it was not accepted
    And alice is not signed in
    When alice gives the code out of her mailbox
    Then alice is signed in
    And there is one account for alice
    And alice can sign in with her password

    Examples:
      | provider |
      | Google   |

  @acc-prehijack-victim-not-locked-out @usability @accounts @clerk-account-linking
  Scenario Outline: The owner of an address gets into the account that a stranger made with it, through <provider>
    Given mallory has made an account with a password and the address of alice, without proving the address
    When alice signs in with <provider>
    And alice gives the code out of her mailbox if she is asked for one
    And alice chooses a new password if she is asked for one
    Then alice is signed in
    And there is one account for alice

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @acc-prehijack-classic-federated @must @accounts @negative @clerk-account-linking
  Scenario Outline: A stranger's password opens nothing once the owner of the address has come with <provider>
    The stranger made the account first and waits for the victim to use it.

    Given mallory has made an account with a password and the address of alice, without proving the address
    And mallory can sign in with her password
    When alice signs in with <provider>
    And alice gives the code out of her mailbox if she is asked for one
    And alice chooses a new password if she is asked for one
    Then alice can sign in with <provider> again
    When mallory signs in with her password
    Then mallory is told that it was not accepted
    And mallory is not signed in

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @acc-prehijack-unexpired-session @must @accounts @negative @clerk-account-linking
  Scenario Outline: A stranger who was signed in before the owner of the address came with <provider> is signed out
    A new password is no use while an old session lasts.

    Given mallory has made an account with a password and the address of alice, without proving the address
    And mallory is signed in with her password
    When alice signs in with <provider>
    And alice gives the code out of her mailbox if she is asked for one
    And alice chooses a new password if she is asked for one
    Then alice can sign in with <provider> again
    And mallory is not signed in any more

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @acc-prehijack-trojan-identifier @must @accounts @negative @clerk-account-linking
  Scenario Outline: What a stranger connected before the owner of the address came with <provider> opens nothing
    It would be a key to the house for good, which no new password takes away.

    Given mallory has made an account with a password and the address of alice, without proving the address
    And mallory is signed in with her password
    And mallory has connected GitHub
    When alice signs in with <provider>
    And alice gives the code out of her mailbox if she is asked for one
    And alice chooses a new password if she is asked for one
    Then alice can sign in with <provider> again
    When mallory signs in with GitHub in a new browser
    Then mallory is not in the account of alice

    Examples:
      | provider |
      | Google   |

  @acc-prehijack-federated-federated @must @multi-idp @negative @oidc-core-5.7 @clerk-account-linking
  Scenario Outline: Whoever came with <provider> and an address that was not checked is in no account of its owner, who came with <other>
    The stranger comes first, and waits for the victim to come with another provider.

    Given bob has an account made with <other>
    And <provider> knows mallory by the address of alice, which it did not check
    When mallory signs up with <provider>
    Then the app asked <provider> for one token
    When alice signs in with <other>
    And alice gives the code out of her mailbox if she is asked for one
    And alice chooses a new password if she is asked for one
    Then the app asked <other> for one token
    When mallory signs in with <provider> in a new browser
    Then alice and mallory, who came with <provider>, are not in one account
    And bob can sign in with <other> again

    Examples:
      | provider | other  |
      | Google   | GitHub |
      | GitHub   | Google |

  @acc-error-no-enumeration @should @accounts @negative
  Scenario Outline: Whoever comes with <provider> and somebody's address does not learn how that person signs in
    The address may be refused, or have to be proved. Which password or provider opens
    its account is the owner's business, and where an attack would go on.

    Given alice has an account with a password
    And bob has an account made with <other>
    And <provider> knows mallory by the address of alice, which it did not check
    And <provider> knows trudy by the address of bob, which it did not check
    When mallory signs in with <provider>
    And trudy signs in with <provider>
    Then the app asked <provider> for a token for mallory and for trudy
    And mallory and trudy see the same, and neither is signed in
    And alice can sign in with her password
    And bob can sign in with <other> again

    Examples:
      | provider | other  |
      | Google   | GitHub |
