Feature: How a sign-in starts

  A sign-in starts with a request of the browser. Nothing that somebody puts into that
  request may decide what the app asks the provider for, or where the answer goes.

  @req-redirect-uri-host-not-injectable @must @core @negative @rfc9700-4.1
  Scenario Outline: A request <forgery> does not change where <provider> sends people back to
    An app that takes its own address from a request sends codes where the request says,
    at any provider that compares addresses loosely. What a proxy says counts only where
    nobody else can say it.

    When alice's browser asks for what signing in with <provider> asks
    Then the app has <provider> send alice back to its own address
    When alice's browser asks for what signing in with <provider> asks, <forgery>
    Then the app has <provider> send alice back to its own address, or refuses

    Examples:
      | provider | forgery                                                        |
      | Google   | with the name of another host                                  |
      | Google   | with the headers of a proxy that knows the app by another name |

  @req-extra-params-not-injectable @must @core @negative @rfc9700-4.1
  Scenario Outline: The query of a start adds nothing to the request to <provider>
    Whoever writes the link would choose the scopes, the client, or the state of the
    person who follows it.

    When alice's browser asks for what signing in with <provider> asks
    Then the app has <provider> send alice back to its own address
    When alice's browser asks for what signing in with <provider> asks, with parameters of an authorization request
    Then nothing that was added came to <provider> with alice, or the app refused

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @req-state-not-session-secret @must @core @negative @rfc9700-4.2.4 @rfc9700-4.7.1
  Scenario Outline: The state that <provider> sees is no secret of the browser's session
    The provider, its logs, and every page that the callback's address leaks to learn
    the state. A session id or a CSRF token in it is theirs then.

    When alice starts to sign in with <provider>
    And the cookies of alice's browser are copied
    And alice starts to sign in with <provider>
    Then the state of alice's sign-in with <provider> tells nothing of her browser
    When alice signs up with <provider>
    Then alice is signed in
    And the state of alice's sign-in with <provider> tells nothing of her browser

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @req-start-not-cacheable @should @core @negative @rfc9111-4.2
  Scenario Outline: No cache keeps what leads to <provider>
    A cache would give one person's state to the next one.

    When alice's browser asks for what signing in with <provider> asks
    Then no cache keeps what led alice to <provider>

    Examples:
      | provider |
      | Google   |

  @req-redirect-uri-exact @must @core @rfc9700-4.1.3 @rfc6749-3.1.2
  Scenario Outline: Every start names the one address that is registered at <provider>
    When alice starts to sign in with <provider>
    And alice starts to sign in with <provider>
    Then every start of the app names <provider> the address that is registered there

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @req-tls-or-loopback @must @core @rfc6749-3.1.2.1 @rfc9700-2.6
  Scenario Outline: The code of <provider> comes back on a way that nobody can read
    When alice starts to sign in with <provider>
    And alice starts to sign in with <provider>
    Then nobody on the way can read what <provider> answers the app

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @req-pkce-present @must @core @rfc9700-2.1.1 @rfc7636-4.3
  Scenario Outline: The app sends <provider> a code challenge
    Without one, a code that got lost is good for whoever finds it.

    When alice starts to sign in with <provider>
    Then the authorization request to <provider> has a code_challenge

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @req-pkce-verifier-valid @must @core @rfc7636-4.1 @rfc7636-4.6
  Scenario Outline: The code verifier that the app sends <provider> is long enough, and the challenge was made of it
    When alice signs up with <provider>
    Then alice is signed in
    And the code_verifier that the app sends <provider> is a valid one

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @req-scope-minimal @should @core @oidc-core-3.1.2.1 @rfc9700-2.3
  Scenario Outline: Signing in with <provider> asks for nothing but who it is
    A token that can do more does more harm. An app that needs more says so in its
    manifest.

    When alice starts to sign in with <provider>
    Then the app asks <provider> for no more access than it needs

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @req-no-credentials-in-url @must @core @rfc6749-2.3.1 @rfc9700-4.3
  Scenario Outline: No address of a sign-in with <provider> has a token or a secret in it
    Addresses stay in histories and logs, and go to other sites as Referer.

    When alice signs up with <provider>
    Then alice is signed in
    And no address of alice's sign-in with <provider> has a credential in it

    Examples:
      | provider |
      | Google   |
      | GitHub   |
