Feature: Asking the provider who somebody is

  With the access token the app asks the provider's API for a name and an address.
  That request can fail, be redirected, or bring what the app did not expect.

  @ui-token-in-header @must @core @rfc6750-2.1 @rfc6750-5.3
  Scenario Outline: The access token of <provider> goes into a header and into no address
    Addresses end up in logs.

    When alice signs up with <provider>
    Then alice is signed in
    And the access token went to <provider> in a header and in no address

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @ui-redirect-not-followed @must @core @negative @rfc9700-4.9
  Scenario Outline: An access token of <provider> is not taken along to another site
    Given alice has an account made with <provider>
    And <provider> will lead the app on to another site when it asks who alice is
    When alice signs in with <provider>
    Then the altered answer reached the app
    And the other site learns no secret of the app's requests to <provider>
    And alice is signed in or sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @ui-401 @usability @core @rfc6750-3.1
  Scenario Outline: A token that <provider>'s API refuses leaves a page from which the person can start again
    Given alice has an account made with <provider>
    And <provider> will answer who alice is with one that refuses the token
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is signed in or sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @ui-5xx @usability @core
  Scenario Outline: An API of <provider> that is down leaves a page from which the person can start again
    Given alice has an account made with <provider>
    And <provider> will answer who alice is with one with the status 503
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is signed in or sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @ui-malformed @should @core
  Scenario Outline: What <provider>'s API says is not believed to be in order: <answer>
    Given alice has an account made with <provider>
    And <provider> will answer who alice is with one that <answer>
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is signed in or sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider | answer     |
      | Google   | breaks off |
      | Google   | is a list  |
      | GitHub   | is a page  |
      | GitHub   | is a list  |

  @ui-claims-oversize @should @core
  Scenario Outline: A name without end from <provider> is cut off, refused, or kept, and breaks nothing
    Given alice has an account made with <provider>
    And <provider> will answer who alice is with one with an endless name
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is signed in or sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @gh-rate-limited @usability @github
  Scenario Outline: An API of <provider> that has been asked too often leaves a page from which the person can start again
    Given alice has an account made with <provider>
    And <provider> will answer who alice is with one that says to come back later
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is signed in or sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | GitHub   |

  @gh-emails-403 @usability @github
  Scenario Outline: Addresses that <provider> keeps to itself are asked for, or missed on a page
    Given alice has an account made with <provider>
    And <provider> will answer which addresses alice has with one that is forbidden
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is signed in or sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | GitHub   |
