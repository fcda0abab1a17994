Feature: Grants that are smaller than what was asked for

  @tok-scope-reduced @should @core @rfc6749-3.3 @rfc6749-5.1
  Scenario Outline: Somebody who keeps the address back at <provider> is asked for it, or told that it is missing
    People may leave boxes out. An account that needs an address must not begin without one.

    Given alice has an account made with <provider>
    And <provider> will let the app know everything of eve but her address
    When eve signs up with <provider>
    Then the altered answer reached the app
    And nobody is called null in eve's browser
    And eve sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |
