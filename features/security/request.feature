Feature: The authorization request

  What the app asks the provider for decides what an attacker can do with the answer.

  @req-state-present @must @core @rfc6749-10.12 @rfc9700-4.7
  Scenario Outline: The app sends a state to <provider>
    When alice signs up with <provider>
    Then alice is signed in
    And the authorization request to <provider> has a state

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @req-pkce-s256 @must @core @rfc7636-4.2 @rfc9700-2.1.1
  Scenario Outline: The app ties the code of <provider> to itself with PKCE and S256
    With `plain`, whoever reads the request can use the code.

    When alice signs up with <provider>
    Then alice is signed in
    And the authorization request to <provider> has a code_challenge
    And the authorization request to <provider> says code_challenge_method=S256

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @req-nonce-present @should @oidc @oidc-core-3.1.2.1 @rfc9700-4.5.3.2
  Scenario Outline: The app sends a nonce to <provider>
    It ties the ID token to the browser that asked.

    When alice signs up with <provider>
    Then alice is signed in
    And the authorization request to <provider> has a nonce

    Examples:
      | provider |
      | Google   |

  @req-client-id-once @must @core @rfc6749-3.1
  Scenario Outline: No parameter of the app's requests to <provider> appears twice
    Parties that read different ones of two values can be played off against each other.

    When alice signs up with <provider>
    Then alice is signed in
    And no parameter of the app's requests to <provider> appears twice

    Examples:
      | provider |
      | Google   |
      | GitHub   |
