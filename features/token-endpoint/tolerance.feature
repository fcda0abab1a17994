Feature: Token responses that are unusual and right

  Standards leave a provider room. Whoever does not expect that turns people away.

  @tok-token-type-case @must @core @rfc6749-5.1
  Scenario Outline: The type of a token of <provider> is compared without its case
    Given alice has an account made with <provider>
    And <provider> will answer the token request for alice with one whose token type is in capitals
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is signed in

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @tok-no-expires-in @usability @core @rfc6749-5.1
  Scenario Outline: A token response of <provider> need not say how long the token lasts
    Given alice has an account made with <provider>
    And <provider> will answer the token request for alice with one that does not say how long it lasts
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is signed in

    Examples:
      | provider |
      | Google   |

  @tok-scope-absent @usability @core @rfc6749-5.1
  Scenario Outline: A token response of <provider> need not repeat the scope
    Given alice has an account made with <provider>
    And <provider> will answer the token request for alice with one that tells the scope to nobody
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is signed in

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @tok-expires-in-string @usability @core @rfc6749-5.1
  Scenario Outline: A lifetime that <provider> writes as <form> stops nobody
    Given alice has an account made with <provider>
    And <provider> will answer the token request for alice with one that writes its lifetime as <form>
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is signed in or sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider | form          |
      | Google   | a text        |
      | Google   | a huge number |
      | Google   | a past time   |

  @tok-wrong-content-type @should @core @rfc6749-5.1
  Scenario Outline: A token response of <provider> that is said to be a page is accepted, or refused on a page
    Given alice has an account made with <provider>
    And <provider> will answer the token request for alice with one that is said to be a page
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is signed in or sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |
