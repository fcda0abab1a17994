Feature: A sign-up that waits for more

  @xfr-transfer-token-single-use @must @core @negative @clerk-missing-requirements
  Scenario Outline: What someone from <provider> left half done cannot be gone on with in another browser
    The half-done sign-up holds an identity that the provider vouched for. It
    belongs to the browser that brought it.

    Given the app requires last name
    When carol signs up with <provider>
    Then carol is asked for her last name
    When bob opens the address at which carol stands
    Then bob is not asked for a last name
    And bob is not signed in
    When carol gives a valid last name
    Then carol is signed in

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @xfr-abandon-and-return @usability @core @clerk-missing-requirements
  Scenario Outline: Someone from <provider> who left the form and starts again gets one account
    Given the app requires last name
    When carol signs up with <provider>
    Then carol is asked for her last name
    When carol leaves the form and opens the protected page
    And carol signs in with <provider>
    Then carol is asked for her last name
    When carol gives a valid last name
    Then carol is signed in
    And there is one account for carol

    Examples:
      | provider |
      | Google   |
      | GitHub   |

