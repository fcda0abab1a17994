Feature: Token responses that give nothing to sign in with

  The app speaks to the provider behind the person's back. What goes wrong there has
  to end on a page, and never in somebody's account.

  @tok-error-in-200 @must @core @negative @rfc6749-5.2
  Scenario Outline: An error in a token response of <provider> is an error, whatever its status
    GitHub answers errors with the status 200.

    Given alice has an account made with <provider>
    And <provider> will answer the token request for alice with one with an error in it
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
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
