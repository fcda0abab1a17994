Feature: Answers that were put together

  An attacker has an account of their own, and so codes, states, and tokens of their own.
  None of these may be taken in somebody else's sign-in.

  @cb-code-injection @must @core @negative @rfc9700-4.5 @rfc9700-2.1.1
  Scenario Outline: A code of somebody else's sign-in with <provider> is refused in one's own
    The state is right, for it is the victim's own: only PKCE, or a nonce, ties the code
    to the browser that asked for it. The provider does its part and compares.

    Given mallory has an account made with <provider>
    And alice has an account made with <provider>
    And <provider> will hold back its answer to mallory
    And <provider> will hold back its answer to alice
    When mallory signs in with <provider>
    And alice signs in with <provider>
    Then <provider> held back an answer to alice
    When alice opens her held answer from <provider>, with the code of mallory's in place of her own
    Then alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @cb-unsolicited-code @must @core @negative @rfc9700-4.5 @rfc6749-10.12
  Scenario Outline: A code of <provider> that the app never asked for is refused
    The attacker writes the request to the provider themselves, without a state and
    without a challenge, and sends the victim the answer. An app that compares only what
    it finds stored has nothing to compare.

    Given mallory has an account made with <provider>
    And alice has an account made with <provider>
    And <provider> will hold back its answer to mallory
    When mallory has <provider> answer a request that nothing ties to a browser of the app's
    Then <provider> held back an answer to mallory
    When alice opens the address of mallory's last answer from <provider>
    Then alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @cb-state-removed-with-flow @must @core @negative @rfc9700-4.7
  Scenario Outline: An answer of <provider> to somebody else is refused without its state too
    The victim is in the middle of a sign-in of their own, so that there is something
    stored for an answer that names nothing.

    Given mallory has an account made with <provider>
    And alice has an account made with <provider>
    And <provider> will hold back its answer to mallory
    When mallory signs in with <provider>
    Then <provider> held back an answer to mallory
    When alice starts to sign in with <provider>
    And alice opens mallory's held answer from <provider>, with its state left out
    Then alice is not signed in
    And the app asked <provider> for no token
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @cb-state-reuse-after-logout @must @session @negative @rfc6749-4.1.2 @rfc9700-4.3
  Scenario Outline: An answer of <provider> in the history signs nobody in after they signed out
    The next person at the machine goes back. The app may not use a code twice, whether
    or not the provider would take it.

    Given alice has an account made with <provider>
    When alice signs in with <provider>
    Then alice is signed in
    When alice signs out
    And alice opens the address of her last answer from <provider> again
    Then alice is not signed in
    And the app asked <provider> for one token
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @cb-duplicate-code @should @core @negative @rfc6749-3.1
  Scenario Outline: Of an answer of <provider> with two codes the second is not taken
    What looks at one of them and uses the other can be told two stories.

    Given mallory has an account made with <provider>
    And alice has an account made with <provider>
    And <provider> will hold back its answer to mallory
    And <provider> will hold back its answer to alice
    When mallory signs in with <provider>
    And alice signs in with <provider>
    Then <provider> held back an answer to alice
    When alice opens her held answer from <provider>, with the code of mallory's behind her own
    Then nobody but alice is signed in in alice's browser
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @cb-ignores-forged-profile @must @core @negative @rfc9700-4.6
  Scenario Outline: A profile in the address of an answer of <provider> says nothing
    Given alice has an account made with <provider>
    And bob has an account made with <provider>
    And <provider> will hold back its answer to alice
    When alice signs in with <provider>
    Then <provider> held back an answer to alice
    When alice opens her held answer from <provider>, with a profile of bob's in place of the code
    Then alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @cb-ignores-direct-token @must @core @negative @rfc9700-4.6
  Scenario Outline: Tokens of <provider> in the address of an answer say nothing, <place>
    Everybody who runs an app of their own has tokens of its users. Here they are genuine.

    Given alice has an account made with <provider>
    And bob has an account made with <provider>
    And <provider> will hold back its answer to alice
    When alice signs in with <provider>
    Then <provider> held back an answer to alice
    When alice opens her held answer from <provider>, with bob's tokens in place of the code, <place>
    Then alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider | place                |
      | Google   | in its query         |
      | Google   | behind a number sign |
      | GitHub   | in its query         |
