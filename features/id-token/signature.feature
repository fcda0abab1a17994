Feature: The signature of the ID token

  Who signed the token is the whole of its worth. Each scenario changes how the
  right token is signed, and nothing else. OpenID Connect lets an app leave that
  to TLS for tokens that it fetched itself: an app that also takes a token with a
  broken signature looks at none, which is allowed and warns. An app that looks
  must not be fooled.

  @idt-control-resigned @must @oidc @oidc-core-3.1.3.7
  Scenario Outline: An ID token of <provider> that went through the same hands unchanged is accepted
    Without this, the refusals below would prove nothing.

    Given alice has an account made with <provider>
    And <provider> will send alice an ID token whose signature is right
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is signed in

    Examples:
      | provider |
      | Google   |

  @idt-sig-invalid @must @oidc @negative @oidc-core-3.1.3.7
  Scenario Outline: An ID token of <provider> with a broken signature signs nobody in
    An app that looks is safe wherever the token comes from.

    Given alice has an account made with <provider>
    And <provider> will send alice an ID token with a broken signature
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in, unless the app leaves the signatures of <provider> to TLS
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @idt-sig-removed @must @oidc @negative @rfc7515-5.2
  Scenario Outline: An ID token of <provider> without its signature signs nobody in
    Given alice has an account made with <provider>
    And <provider> will send alice an ID token without its signature
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in, unless the app leaves the signatures of <provider> to TLS
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @idt-wrong-key @must @oidc @negative @oidc-core-10.1
  Scenario Outline: An ID token that somebody else signed in the name of <provider>'s key signs nobody in
    Given alice has an account made with <provider>
    And <provider> will send alice an ID token signed with somebody else's key
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in, unless the app leaves the signatures of <provider> to TLS
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @idt-kid-unknown @must @oidc @negative @oidc-core-10.1.1
  Scenario Outline: An ID token signed with a key that <provider> does not publish signs nobody in
    Given alice has an account made with <provider>
    And <provider> will send alice an ID token signed with a key of an unknown name
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in, unless the app leaves the signatures of <provider> to TLS
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @idt-jwk-header @must @oidc @negative @rfc8725-3.10
  Scenario Outline: An ID token of <provider> that brings its own key signs nobody in
    Whoever writes the token writes the header too.

    Given alice has an account made with <provider>
    And <provider> will send alice an ID token that carries the key to check it with
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in, unless the app leaves the signatures of <provider> to TLS
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @idt-alg-none @must @oidc @negative @rfc8725-3.1
  Scenario Outline: An ID token of <provider> that says it needs no signature signs nobody in
    Given alice has an account made with <provider>
    And <provider> will send alice an ID token whose algorithm is none
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in, unless the app leaves the signatures of <provider> to TLS
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @idt-alg-hs256-pubkey @must @oidc @negative @rfc8725-3.1
  Scenario Outline: An ID token signed with the public key of <provider> as a shared secret signs nobody in
    Everybody knows the public key.

    Given alice has an account made with <provider>
    And <provider> will send alice an ID token signed with the public key for a secret
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in, unless the app leaves the signatures of <provider> to TLS
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @idt-alg-none-spelled @must @oidc @negative @rfc8725-3.1
  Scenario Outline: An ID token of <provider> that spells "none" as <spelling> signs nobody in
    A list of what is forbidden knows one spelling.

    Given alice has an account made with <provider>
    And <provider> will spell "none" as <spelling> in its ID token for alice
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in, unless the app leaves the signatures of <provider> to TLS
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider | spelling |
      | Google   | nOnE     |

  @idt-alg-hs256-secret @should @oidc @negative @oidc-core-3.1.3.7
  Scenario Outline: An ID token of <provider> that is signed with the app's own secret signs nobody in
    The app was promised RS256. Its secret is known to more than the provider.

    Given alice has an account made with <provider>
    And <provider> will send alice an ID token signed with the secret of the app
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in, unless the app leaves the signatures of <provider> to TLS
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @idt-kid-injection @must @oidc @negative @rfc8725-3.10
  Scenario Outline: The name of a key of <provider> is a name and nothing else: <name>
    Whoever writes the token chooses the name. As a path, a query, or an address it reaches what they choose.

    Given alice has an account made with <provider>
    And <provider> will name the key of its ID token for alice by <name>
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in, unless the app leaves the signatures of <provider> to TLS
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider | name    |
      | Google   | a path  |
      | Google   | a query |

  @idt-kid-address @must @oidc @negative @rfc8725-3.10
  Scenario Outline: The name of a key of <provider> is no address that the app follows
    Given alice has an account made with <provider>
    And <provider> will name the key of its ID token for alice by an address of another site
    When alice signs in with <provider>
    Then the altered answer reached the app
    And the app asks the other site for nothing
    And alice is not signed in, unless the app leaves the signatures of <provider> to TLS
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @idt-jku-x5u-header @must @oidc @negative @rfc8725-3.10
  Scenario Outline: An ID token of <provider> does not tell the app where its key is
    An app that fetches what a header names is led to the attacker's keys, or into its own network.

    Given alice has an account made with <provider>
    And <provider> will say in its ID token for alice on which other site its key is
    When alice signs in with <provider>
    Then the altered answer reached the app
    And the app asks the other site for nothing
    And alice is not signed in, unless the app leaves the signatures of <provider> to TLS
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @idt-crit-unknown @should @oidc @negative @rfc7515-4.1.11
  Scenario Outline: An ID token of <provider> that demands what the app does not know signs nobody in
    Given alice has an account made with <provider>
    And <provider> will demand an extension that nobody knows in its ID token for alice
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in, unless the app leaves the signatures of <provider> to TLS
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @idt-header-claims @must @oidc @negative @oidc-core-2
  Scenario Outline: Claims in the header of an ID token of <provider> count for nothing
    The header says how the token is signed. Whoever puts both into one object lets it say who somebody is.

    Given alice has an account made with <provider>
    And mallory has an account made with <provider>
    And <provider> will speak of alice in the header of its ID token for mallory
    When mallory signs in with <provider>
    Then the altered answer reached the app
    And mallory is not in the account of alice
    And mallory can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @idt-key-rotation @must @oidc @oidc-core-10.1.1
  Scenario Outline: A key that <provider> has only just published is found
    Providers change their keys when they like, also between two sign-ins. Whoever keeps the old set for good turns
    everybody away from then on. Some clients ask at most once a minute, which is no mistake.

    Given alice has an account made with <provider>
    And <provider> will sign the ID token of alice with a key that it has only just published
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is signed in, at the latest when the app may ask <provider> for its keys again

    Examples:
      | provider |
      | Google   |
