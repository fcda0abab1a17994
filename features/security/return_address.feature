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

  @cb-open-redirect-path @must @core @negative @rfc9700-4.11.1
  Scenario Outline: Nobody who is sent to <provider> for a page with an odd path ends at another site
    The way back is often the path that was asked for, and a path that begins with two
    slashes is the address of another site.

    Given alice has an account made with <provider>
    When alice asks for pages of the app whose paths look like another site's address, and signs in with <provider> where she is sent to
    Then alice stays with the app each time
    And alice was sent to sign in for one of them at least
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @cb-error-keeps-return-url @usability @core
  Scenario Outline: Whoever cancels at <provider> and tries again goes on to where they wanted to
    Given alice has an account made with <provider>
    And bob has an account made with <provider>
    And whoever signs in with <provider> goes on to a page of the app, as bob shows
    When alice starts to sign in with <provider> to go on to a page of the app, and cancels there
    And alice goes on from where she is and signs in with <provider>
    Then alice is signed in
    And alice arrives at that page

    Examples:
      | provider |
      | Google   |
