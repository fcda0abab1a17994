Feature: Token endpoints that keep the app waiting

  A provider can be slow, be gone, or never come to an end. The person in front of the
  app must not wait with it for ever, and nobody else at all.

  @tok-hang @should @core
  Scenario Outline: A token endpoint of <provider> that never answers holds up one person, and not for long
    Many HTTP clients wait for ever unless they are told otherwise.

    Given alice has an account made with <provider>
    And bob has an account made with <provider>
    And <provider> will never answer the token request for alice
    When alice signs in with <provider>, for which the app has to wait
    Then the altered answer reached the app
    And bob can sign in with <provider> while alice waits
    And alice sees what became of it within the time that an app may wait
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @tok-drip @should @core
  Scenario Outline: A token endpoint of <provider> that answers a letter a second does not hold the app for ever
    A limit on the time between two letters is none on the whole.

    Given alice has an account made with <provider>
    And <provider> will answer a letter a second to the token request for alice
    When alice signs in with <provider>, for which the app has to wait
    Then the altered answer reached the app
    And alice sees what became of it within twice the time that an app may wait
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | GitHub   |

  @tok-slow-ok @usability @core
  Scenario Outline: A token endpoint of <provider> that takes nearly five seconds turns nobody away
    Given alice has an account made with <provider>
    And <provider> will not at once answer the token request for alice
    When alice signs in with <provider>, which answers after nearly five seconds
    Then the altered answer reached the app
    And alice is signed in

    Examples:
      | provider |
      | GitHub   |

  @tok-connection-refused @usability @core
  Scenario Outline: A token endpoint of <provider> with which there is no connection ends on a page from which the person can start again
    Given alice has an account made with <provider>
    And <provider> will break off the connection for the token request for alice
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @tok-huge-body @should @core
  Scenario Outline: A token response of <provider> that does not end is cut off
    What is read to its end is kept in memory until then, for each person who signs in.

    Given alice has an account made with <provider>
    And <provider> will send a hundred mebibytes in answer to the token request for alice
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is signed in or sees a readable page with a way on
    And the app did not read all that <provider> sent
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
