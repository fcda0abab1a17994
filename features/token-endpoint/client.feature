Feature: How the app proves which app it is

  @tok-client-auth-correct @must @core @rfc6749-2.3 @rfc6749-2.3.1
  Scenario Outline: <provider> learns the app's secret in one way, and from no address
    Addresses end up in logs. Two proofs in one request are one too many to agree on.

    When alice signs up with <provider>
    Then the app proved to <provider> which app it is in one way, and in no address
    And what proves the app to <provider> in a header is encoded
    And alice is signed in

    Examples:
      | provider |
      | Google   |
      | GitHub   |
