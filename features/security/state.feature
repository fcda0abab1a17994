Feature: The state of an authorization response

  `state` ties the provider's answer to the browser that asked. Without that tie
  an attacker signs a victim in as somebody else.

  @cb-state-missing @must @core @negative @rfc6749-10.12 @rfc9700-4.7
  Scenario Outline: A response of <provider> without state is refused
    Given alice has an account made with <provider>
    And <provider> will leave out the state in its answer to alice
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
    And the app asked <provider> for no token
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @cb-state-wrong @must @core @negative @rfc6749-10.12 @rfc9700-4.7
  Scenario Outline: A response of <provider> with another state is refused
    Given alice has an account made with <provider>
    And <provider> will send another state in its answer to alice
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
    And the app asked <provider> for no token
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @cb-state-empty @must @core @negative @rfc6749-10.12
  Scenario Outline: A response of <provider> with an empty state is refused
    An app that compares what it stored with what it received must not find
    that nothing equals nothing.

    Given alice has an account made with <provider>
    And <provider> will send an empty state in its answer to alice
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
    And the app asked <provider> for no token
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @cb-state-replay @must @core @negative @rfc6749-10.12 @rfc6749-4.1.2
  Scenario Outline: A response of <provider> that was used is not used again
    The address of the callback stays in histories and logs.

    Given alice has an account made with <provider>
    When alice signs in with <provider>
    Then alice is signed in
    When alice opens the address of her last answer from <provider> again
    Then alice is signed in or sees a readable page with a way on
    And the app asked <provider> for one token

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @cb-code-replay-other-browser @must @core @negative @rfc9700-4.5
  Scenario Outline: A used response of <provider> does not sign in another browser
    Given alice has an account made with <provider>
    And bob has an account made with <provider>
    When alice signs in with <provider>
    Then alice is signed in
    When bob opens the address of alice's last answer from <provider>
    Then bob is not signed in
    And bob sees a readable page with a way on
    And the app asked <provider> for one token
    And bob can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @cb-state-other-browser @must @core @negative @rfc6749-10.12 @rfc9700-4.7
  Scenario Outline: An unused response of <provider> that belongs to another browser is refused
    Login CSRF: an attacker stops their own sign-in before the callback and sends
    the address to a victim, who then works in the attacker's account.

    Given mallory has an account made with <provider>
    And alice has an account made with <provider>
    And <provider> will hold back its answer to mallory
    When mallory signs in with <provider>
    Then <provider> held back an answer to mallory
    When alice opens the address of mallory's last answer from <provider>
    Then alice is not signed in
    And the app asked <provider> for no token
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @cb-state-other-browser-with-flow @must @core @negative @rfc9700-4.7
  Scenario Outline: An unused response of <provider> that belongs to another browser is refused in the middle of a sign-in
    The victim has a sign-in of their own open, so that a state is stored in
    their browser: it must be compared, not merely be there.

    Given mallory has an account made with <provider>
    And alice has an account made with <provider>
    And <provider> will hold back its answer to mallory
    When mallory signs in with <provider>
    Then <provider> held back an answer to mallory
    When alice starts to sign in with <provider>
    And alice opens the address of mallory's last answer from <provider>
    Then alice is not signed in
    And the app asked <provider> for no token
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |
