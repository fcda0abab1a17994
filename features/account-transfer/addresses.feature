Feature: Whose address it is

  An address says where mail goes. It can be claimed, change hands, be written in
  many ways, and belong to an account already.

  @acc-email-change-collision @must @core @negative @oidc-core-5.7
  Scenario Outline: Someone whom <provider> gives the address of somebody else stays who they are
    Given alice has an account made with <provider>
    And mallory has an account made with <provider>
    And <provider> will say of mallory that her address is that of alice
    When mallory signs in with <provider>
    Then the altered answer reached the app
    And mallory is not in the account of alice
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @acc-reused-email-new-sub @must @core @negative @oidc-core-5.7
  Scenario Outline: An address that somebody new has at <provider> does not bring the account along
    Mailboxes are given to the next employee, and lapsed domains are bought. The subject is another then.

    Given alice has an account made with <provider>
    And <provider> will say of mallory that her address is that of alice
    When mallory signs in with <provider>
    Then the altered answer reached the app
    And mallory is not in the account of alice before the address is proved to the app
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @acc-email-case @must @core @rfc5321-2.4
  Scenario Outline: An address that <provider> writes in capitals is the same address
    Given bob has an account made with <other>
    And bob gets no second account by coming with <provider>
    And alice has an account made with <other>
    And <provider> will say of alice that her address is that of alice in capitals
    When alice signs in with <provider>
    And alice gives the code out of her mailbox if she is asked for one
    Then the altered answer reached the app
    And alice is signed in or sees a readable page with a way on
    And there is one account for alice, however her address is written

    Examples:
      | provider | other  |
      | Google   | GitHub |

  @acc-email-plus-and-dots @info @core
  Scenario Outline: An address of <provider> that is somebody's <manner> is taken for another one
    Some mail services deliver both to the same mailbox, and most do not. What an app makes
    of it is told, and is no fault.

    Given alice has an account made with <provider>
    And <provider> will say of mallory that her address is that of alice <manner>
    When mallory signs in with <provider>
    Then the altered answer reached the app
    And mallory is not in the account of alice
    And alice can sign in with <provider> again

    Examples:
      | provider | manner                     |
      | Google   | with a tag behind the name |
      | Google   | with a dot in the name     |

  @acc-email-unicode @must @core @negative @oidc-core-5.7
  Scenario Outline: An address of <provider> that only looks like somebody's opens nothing: <manner>
    Mail for it goes elsewhere, and so must whoever has it.

    Given alice has an account made with <provider>
    And <provider> will say of mallory that her address is that of alice <manner>
    When mallory signs in with <provider>
    Then the altered answer reached the app
    And mallory is not in the account of alice
    And alice can sign in with <provider> again

    Examples:
      | provider | manner                              |
      | Google   | in wide letters                     |
      | Google   | with a wide sign in it              |
      | GitHub   | with a letter that only looks the same |

  @acc-email-two-providers @usability @multi-idp @clerk-account-linking
  Scenario Outline: Someone with an account made with <other> comes with <provider> and the same address
    One account, another account, or a question: all of it is better than an error that nobody thought of.

    Given alice has an account made with <other>
    When alice signs in with <provider>
    Then the app asked <provider> for one token
    And alice is signed in or sees a readable page with a way on
    And alice can sign in with <other> again

    Examples:
      | provider | other  |
      | GitHub   | Google |
      | Google   | GitHub |

  @gh-primary-verified-only @must @github @negative @oidc-core-5.7
  Scenario Outline: A <place> address that <provider> did not check opens no account
    Everybody may add anybody's address to their list. Only some of it is checked.

    Given alice has an account made with Google
    And the <place> address of mallory at GitHub is that of alice, which GitHub did not check
    When mallory signs in with <provider>
    Then the app asked <provider> for one token
    And mallory is not in the account of alice
    And alice can sign in with Google again

    Examples:
      | provider | place   |
      | GitHub   | first   |
      | GitHub   | primary |

  @gh-public-email-not-trusted @must @github @negative @oidc-core-5.7
  Scenario Outline: The address that a profile at <provider> shows opens no account
    It says what the person wants others to see, and not that anybody checked it.

    Given alice has an account made with Google
    And the profile of mallory at GitHub shows the address of alice
    When mallory signs in with <provider>
    Then the app asked <provider> for one token
    And mallory is not in the account of alice
    And alice can sign in with Google again

    Examples:
      | provider |
      | GitHub   |

  @gh-emails-endpoint-used @must @github
  Scenario Outline: Someone whose profile at <provider> shows no address signs up with the one that is theirs
    Most people show none. The app asked to see the list, and finds it there.

    Given the profile of alice at GitHub shows no address
    When alice signs up with <provider>
    Then alice is signed in

    Examples:
      | provider |
      | GitHub   |

  @gh-noreply-email @usability @github
  Scenario Outline: Someone whom <provider> knows by an address that only passes mail on gets an account, or is asked
    Given <provider> knows alice by an address that only passes on what is sent to it
    When alice signs up with <provider>
    Then the app asked <provider> for one token
    And alice is signed in or sees a readable page with a way on

    Examples:
      | provider |
      | GitHub   |
