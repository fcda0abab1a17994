Feature: What a provider says about factors

  @mfa-acr-amr-not-trusted-blindly @should @mfa @negative @oidc-core-2
  Scenario Outline: That <provider> asked for two factors does not do away with the app's own
    The person turned the second factor on here. Which factors count elsewhere is not theirs to know.

    Given alice has an account made with <provider>
    And alice has turned on two-step verification
    And <provider> will send alice an ID token that says that two factors were asked for
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is asked for a second factor
    When alice gives the code of her authenticator
    Then alice is signed in

    Examples:
      | provider |
      | Google   |
