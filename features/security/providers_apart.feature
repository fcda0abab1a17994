Feature: Providers are kept apart

  With more than one provider, an answer has to be held against the one that was asked.

  @cb-cross-provider-state @must @multi-idp @negative @rfc9700-4.4
  Scenario Outline: A state for <other> is refused in an answer of <provider>
    Given alice has an account made with <provider>
    And <other> will hold back its answer to alice
    And <provider> will hold back its answer to alice
    When alice signs in with <other>
    Then <other> held back an answer to alice
    When alice signs in with <provider>
    Then <provider> held back an answer to alice
    When alice opens her held answer from <provider>, with the state of her answer from <other>
    Then alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider | other  |
      | Google   | GitHub |
      | GitHub   | Google |

  @cb-iss-missing-when-advertised @must @oidc @negative @rfc9207-2.4
  Scenario Outline: An answer that hides its issuer is refused, where <provider> promises to name it
    An attacker in the middle would leave it out, were that enough. An app that reads no
    metadata cannot know of the promise, which warns.

    Given alice has an account made with <provider>
    And <provider> will hold back its answer to alice
    When alice signs in with <provider>
    Then <provider> held back an answer to alice
    And <provider> named itself as the issuer of its answer to alice
    When alice opens her answer from <provider> that was held back with its issuer left out
    Then alice is not signed in by an answer that hides its issuer, which <provider> promises to name
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @cb-mixup-redirect @must @multi-idp @negative @rfc9700-4.4
  Scenario Outline: A code of <provider> does not go to <other>, when that sends people on to it
    A provider that is not what it seems has its people sign in at another one, in the
    app's name, and waits for the app to bring it the code.

    Given alice has an account made with <provider>
    When <other>, where alice starts to sign in, sends her on to <provider> in the app's name
    Then the app gave <other> no code of <provider>'s for alice
    And alice can sign in with <provider> again

    Examples:
      | provider | other  |
      | Google   | GitHub |

  @cb-two-tabs-different-idp @must @multi-idp @negative @rfc9700-4.4
  Scenario Outline: Two sign-ins at once do not mix who is who, where <first> answers first
    Each answer is about the person whom its own provider knows, or it is refused.

    Given alice has an account made with Google
    And bob has an account made with GitHub
    And Google will hold back its answer to alice
    And GitHub will hold back its answer to alice
    When alice signs in with Google
    Then Google held back an answer to alice
    When alice signs in with GitHub as bob
    Then GitHub held back an answer to alice
    When alice opens the address of her last answer from <first> again
    Then nobody but <person> is signed in in alice's browser
    When alice opens the address of her last answer from <second> again
    And bob signs in with GitHub
    Then bob is signed in
    When alice opens another browser
    And alice signs in with Google
    Then alice is signed in

    Examples:
      | first  | person | second |
      | Google | alice  | GitHub |
      | GitHub | bob    | Google |
