Feature: Token responses that give nothing to sign in with

  The app speaks to the provider behind the person's back. What goes wrong there has
  to end on a page, and never in somebody's account.

  @tok-error-in-200 @must @core @negative @rfc6749-5.2
  Scenario Outline: An error in a token response of <provider> is an error, whatever its status
    GitHub answers errors with the status 200. Whoever goes by the status has no token, and must not go on without.

    Given alice has an account made with <provider>
    And <provider> will answer the token request for alice with one that is an error with the status 200
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @tok-error-beside-tokens @info @core @rfc6749-5.1 @rfc6749-5.2
  Scenario Outline: A token response of <provider> with an error beside its tokens
    No provider sends it. The specification has apps ignore what they do not know in a response that worked, and has
    them take an error for an error: what an app makes of both is told, and is no fault.

    Given alice has an account made with <provider>
    And <provider> will answer the token request for alice with one with an error in it
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
    And alice sees a readable page with a way on

    Examples:
      | provider |
      | GitHub   |

  @tok-no-access-token @must @core @negative @rfc6749-5.1
  Scenario Outline: A token response of <provider> without an access token signs nobody in
    Given alice has an account made with <provider>
    And <provider> will answer the token request for alice with one without an access token
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @tok-token-type-unknown @should @core @negative @rfc6749-7.1
  Scenario Outline: A token of <provider> of a type that the app does not know signs nobody in
    Given alice has an account made with <provider>
    And <provider> will answer the token request for alice with one whose token type is unknown
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @tok-id-token-missing @must @oidc @negative @oidc-core-3.1.3.3
  Scenario Outline: A token response of <provider> without an ID token signs nobody in
    Given alice has an account made with <provider>
    And <provider> will answer the token request for alice with one without an ID token
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @tok-error-invalid-grant @usability @core @rfc6749-5.2
  Scenario Outline: A code that <provider> refuses ends on a page from which the person can start again
    Given alice has an account made with <provider>
    And <provider> will answer the token request for alice with one that refuses the code
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @tok-error-invalid-client @usability @core @rfc6749-5.2
  Scenario Outline: An app that <provider> does not know any more says so on a page
    Given alice has an account made with <provider>
    And <provider> will answer the token request for alice with one that refuses the app
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @tok-http-500 @usability @core @rfc6749-5.1
  Scenario Outline: A token endpoint of <provider> that is down ends on a page from which the person can start again
    Given alice has an account made with <provider>
    And <provider> will answer the token request for alice with one with the status 503
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @tok-one-call-per-code @should @core @rfc6749-4.1.2
  Scenario Outline: A code of <provider> is sent once, whatever comes back
    A code is good once. To the provider the second time is a theft, and it revokes what the first time gave.

    Given alice has an account made with <provider>
    And <provider> will answer the token request for alice with one with the status 503
    When alice signs in with <provider>
    Then the altered answer reached the app
    And the app asked <provider> for one token

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @tok-malformed-json @usability @core @rfc6749-5.1
  Scenario Outline: A token response of <provider> that breaks off ends on a page from which the person can start again
    Given alice has an account made with <provider>
    And <provider> will answer the token request for alice with one that breaks off
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @tok-null-everywhere @must @core @rfc6749-5.1
  Scenario Outline: A token response of <provider> that is no object signs nobody in
    Given alice has an account made with <provider>
    And <provider> will answer the token request for alice with one that is a list
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @tok-redirect-not-followed @must @core @negative @rfc9700-4.12
  Scenario Outline: A token endpoint of <provider> that redirects does not get the code and the secret taken elsewhere
    With the status 307 a client that follows sends everything again, to whoever the address belongs to.

    Given alice has an account made with <provider>
    And <provider> will redirect the token request for alice to another site
    When alice signs in with <provider>
    Then the altered answer reached the app
    And the other site learns no secret of the app's requests to <provider>
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @tok-concurrent-not-crossed @must @core @negative @oidc-core-3.1.3.7
  Scenario Outline: Two people who sign in with <provider> at once do not get each other's account
    What is kept for all sign-ins together holds what came last.

    Given alice has an account made with <provider>
    And bob has an account made with <provider>
    When alice and bob sign in with <provider> at once, and the second is answered first
    Then alice and bob are each signed in as themselves

    Examples:
      | provider |
      | Google   |
      | GitHub   |
