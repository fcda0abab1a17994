Feature: An API of the provider that keeps the app waiting

  @ui-5xx-timeout @usability @core
  Scenario Outline: An API of <provider> that never answers leaves a page from which the person can start again
    Given alice has an account made with <provider>
    And <provider> will never answer who alice is
    When alice signs in with <provider>, for which the app has to wait
    Then the altered answer reached the app
    And alice sees what became of it within the time that an app may wait
    And alice is signed in or sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | GitHub   |
