Feature: What the app sends to the provider

  @req-response-type-code @must @core @rfc9700-2.1.2
  Scenario Outline: The app asks <provider> for a code, and for no token in an address
    When alice signs up with <provider>
    Then alice is signed in
    And the authorization request to <provider> asks for a code

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @req-redirect-uri-same-at-token @must @core @rfc6749-4.1.3
  Scenario Outline: The token request to <provider> names the address that the code came to
    When alice signs up with <provider>
    Then alice is signed in
    And the token request to <provider> repeats the redirect_uri

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @tok-verifier-always-sent @must @core @rfc7636-4.5
  Scenario Outline: The token request to <provider> proves who asked for the code
    When alice signs up with <provider>
    Then alice is signed in
    And the token request to <provider> has a code_verifier

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @req-state-unguessable @must @core @negative @rfc6749-10.10 @rfc9700-4.7.1
  Scenario Outline: Nobody can foresee the state that the app sends to <provider>
    When alice signs up with <provider>
    Then alice is signed in
    When bob signs up with <provider>
    Then bob is signed in
    And nobody can guess the state of the app's requests to <provider>

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @req-pkce-fresh @must @core @negative @rfc7636-7.1
  Scenario Outline: Each sign-in with <provider> has a code verifier of its own
    When alice signs up with <provider>
    Then alice is signed in
    When bob signs up with <provider>
    Then bob is signed in
    And nobody can guess the code_challenge of the app's requests to <provider>

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @req-nonce-unguessable @must @oidc @negative @oidc-core-15.5.2
  Scenario Outline: Nobody can foresee the nonce that the app sends to <provider>
    When alice signs up with <provider>
    Then alice is signed in
    When bob signs up with <provider>
    Then bob is signed in
    And nobody can guess the nonce of the app's requests to <provider>

    Examples:
      | provider |
      | Google   |
