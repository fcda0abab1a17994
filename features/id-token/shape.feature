Feature: ID tokens of an unusual shape

  @idt-iat-old @should @oidc @negative @oidc-core-3.1.3.7
  Scenario Outline: An ID token that <provider> issued a week ago signs nobody in today
    It has not run out. But a sign-in takes minutes, and what answers it is as old as that.

    Given alice has an account made with <provider>
    And <provider> will send alice an ID token that was issued a week ago
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @idt-duplicate-claims @should @oidc @negative @rfc7519-4
  Scenario Outline: An ID token of <provider> that names two people is not the first one's
    Parsers take the last of two members, or refuse both. Where two parsers look at one token, who takes the first
    sees another person than the one who was checked.

    Given alice has an account made with <provider>
    And mallory has an account made with <provider>
    And <provider> will speak of alice and behind that of mallory in one ID token for mallory
    When mallory signs in with <provider>
    Then the altered answer reached the app
    And mallory is not in the account of alice
    And mallory can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @idt-oversized @should @oidc
  Scenario Outline: An ID token of <provider> of more than a mebibyte is refused on a page, or accepted
    Given alice has an account made with <provider>
    And <provider> will send alice an ID token of more than a mebibyte
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is signed in or sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
