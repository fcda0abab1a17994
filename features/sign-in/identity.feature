Feature: Who somebody is

  An account at a provider is known by the provider and the subject. Everything
  else about it may change, and may be somebody else's next year.

  @acc-identity-is-iss-sub @must @core @negative @oidc-core-5.7
  Scenario Outline: Someone whom <provider> knows by another name and address comes back to the same account
    Given alice has an account made with <provider>
    When <provider> knows alice by another name and address from now on
    And alice signs in with <provider>
    Then alice is in the one account that she had, by the old address or the one that <provider> says now

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @acc-email-change-at-idp @should @core @negative @oidc-core-5.7
  Scenario Outline: A new address that <provider> did not check does not become the account's
    Whoever types somebody else's address at the provider would be known by it here, and
    get that person's mail and, when that person comes, perhaps their account.

    Given alice has an account made with <provider>
    And <provider> does not vouch for the address of alice
    When <provider> knows alice by another name and address from now on
    And alice signs in with <provider>
    Then the app asked <provider> for one token
    And alice is not known by the address that <provider> did not check

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @acc-email-verified-missing-no-link @must @oidc @negative @oidc-core-5.1 @oidc-core-5.7
  Scenario Outline: An address of which <provider> does not say whether it was checked opens no account
    Some providers tell what people typed.

    Given alice has an account made with GitHub
    And <provider> will send alice an ID token that does not say whether the address was checked
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
    And alice can sign in with GitHub again

    Examples:
      | provider |
      | Google   |

  @ui-email-verified-types @must @accounts @negative @oidc-core-5.1 @oidc-core-5.7
  Scenario Outline: That <provider> checked an address is said by true and by nothing else: <claim>
    The claim is a boolean. A text is true in many languages, whatever it says.

    Given alice has an account with a password
    And alice can sign in with her password
    And <provider> will say of alice that the answer to whether her address was checked is <claim>
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with her password

    Examples:
      | provider | claim            |
      | Google   | the text "false" |
      | Google   | the number 0     |
      | Google   | null             |

  @acc-login-rename @must @github @negative @oidc-core-5.7
  Scenario Outline: A login at <provider> that somebody else has by now opens no account
    A login can be given up, and is free for anybody then. The id stays.

    Given alice has an account made with <provider>
    And mallory has taken the login that alice had at GitHub, who has another one now
    When mallory signs in with <provider>
    Then the app asked <provider> for one token
    And mallory is not in the account of alice
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | GitHub   |

  @acc-sub-types @must @github @negative @oidc-core-5.7
  Scenario Outline: A login at <provider> that looks like somebody's id opens no account
    Logins may be digits and nothing else.

    Given alice has an account made with <provider>
    And the login of mallory at GitHub is the id that alice has there
    When mallory signs in with <provider>
    Then the app asked <provider> for one token
    And mallory is not in the account of alice
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | GitHub   |

  @acc-same-sub-two-issuers @must @multi-idp @negative @oidc-core-5.7
  Scenario Outline: The same identifier at two providers is two people: <provider>
    Identifiers are given out by each provider for itself.

    Given alice has an account made with GitHub
    And the subject of mallory at Google is the id of alice at GitHub
    When mallory signs in with <provider>
    Then the app asked <provider> for one token
    And mallory is not in the account of alice
    And alice can sign in with GitHub again

    Examples:
      | provider |
      | Google   |

  @idt-nested-unicode-sub @should @oidc @negative @oidc-core-2
  Scenario Outline: A subject of <provider> that is nearly somebody's is somebody else's: <manner>
    Subjects are compared byte for byte, and nothing is trimmed, folded, or taken for a number.

    Given alice has an account made with <provider>
    And the subject of mallory at Google is that of alice <manner>
    When mallory signs in with <provider>
    Then the app asked <provider> for one token
    And mallory is not in the account of alice
    And alice can sign in with <provider> again

    Examples:
      | provider | manner                 |
      | Google   | with a space behind it |
      | Google   | in wide digits         |
      | Google   | with a zero before it  |

  @acc-concurrent-signup @must @core @negative
  Scenario Outline: Somebody who signs up with <provider> in two browsers at once gets one account
    Both ask whether there is one already before either makes it.

    When eve signs up with <provider> in two browsers at once
    Then there is one account for eve
    And eve sees a readable page with a way on in her second browser
    And eve can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @acc-deleted-account @should @core @negative
  Scenario Outline: A deleted account does not come back because its owner comes with <provider>
    Who was deleted is gone, by their own wish or somebody else's. They may begin anew.

    Given alice has an account made with <provider>
    And bob has an account made with <provider>
    When alice signs in with <provider>
    Then alice is signed in
    When the account of alice is deleted
    Then alice is not signed in
    When alice signs in with <provider> in a new browser
    Then the app asked <provider> for one token
    And alice is not in the account that was deleted
    And bob can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @acc-hd-not-email-domain @must @google @negative
  Scenario Outline: Who only has an address at a Workspace's domain is not of the Workspace at <provider>
    Anybody can make a Google account with an address that they have elsewhere. Only the claim
    `hd` says that the Workspace has made the account.

    Given the app lets in only people of the Workspace corp.example
    And the Google account of bob belongs to the Workspace corp.example
    And mallory has an address at corp.example
    When bob signs in with <provider>
    Then bob is signed in
    When mallory signs in with <provider>
    Then the app asked <provider> for a token for mallory and for bob
    And mallory is not signed in
    And mallory sees a readable page with a way on
    And bob can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
