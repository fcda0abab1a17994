Feature: Where people go on to after a sign-in

  People are sent to sign in from somewhere, and want to get back there. Whoever writes the
  link must not be able to send them elsewhere, with the app's good name.

  @cb-return-url-honoured @usability @core
  Scenario Outline: Whoever signs in with <provider> goes on to where they wanted to
    When alice signs in with <provider> to go on to a page of the app
    Then alice is signed in
    And alice arrives at that page

    Examples:
      | provider |
      | Google   |

  @cb-open-redirect @must @core @negative @rfc9700-4.11.1 @rfc9700-2.1
  Scenario Outline: Nobody who signs in with <provider> goes on to addresses <family>
    Given alice has an account made with <provider>
    When alice signs in with <provider> to go on to addresses <family>
    Then alice stays with the app each time
    And alice can sign in with <provider> again

    Examples:
      | provider | family                         |
      | Google   | that name a host and no scheme |
      | Google   | that look like the app's own   |
      | Google   | of another site                |

  @cb-open-redirect-token-leak @must @core @negative @rfc9700-4.3 @rfc9700-4.2
  Scenario Outline: Where people go on to after <provider> gets no code and no token
    Given alice has an account made with <provider>
    When alice signs in with <provider> to go on to a page of the app
    Then alice is signed in
    And no address that alice was sent on to after <provider> has a code or a token in it

    Examples:
      | provider |
      | Google   |

  @cb-return-url-malformed @should @core @negative
  Scenario Outline: Addresses that are none are no reason to fail a sign-in with <provider>
    Given alice has an account made with <provider>
    When alice signs in with <provider> to go on to addresses that are none
    Then alice is signed in at a page of the app each time
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
