Feature: The signature of the ID token

  Who signed the token is the whole of its worth. Each scenario changes how the
  right token is signed, and nothing else.

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

  @idt-sig-invalid @should @oidc @negative @oidc-core-3.1.3.7
  Scenario Outline: An ID token of <provider> with a broken signature signs nobody in
    The specification lets apps leave the signature of a token to TLS when it comes from the token endpoint. Those that
    look are safe wherever the token comes from.

    Given alice has an account made with <provider>
    And <provider> will send alice an ID token with a broken signature
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
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
    And alice is not signed in
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
    And alice is not signed in
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
    And alice is not signed in
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
    And alice is not signed in
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
    And alice is not signed in
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
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
