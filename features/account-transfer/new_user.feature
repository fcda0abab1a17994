Feature: New-user transfer

  @xfr-signin-unknown-becomes-signup @usability @core @clerk-account-transfer
  Scenario Outline: "Sign in" with an unknown <provider> account becomes a sign-up
    Someone new who presses the other button wants an account, not an error.

    When eve signs in with <provider>
    Then eve is signed in
    And there is one account for eve

    Examples:
      | provider |
      | Google   |
      | GitHub   |
