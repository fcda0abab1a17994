Feature: Existing-user transfer

  @xfr-signup-known-becomes-signin @usability @core @clerk-account-transfer
  Scenario Outline: "Sign up" with a <provider> account that already has a user signs that user in
    People do not remember whether they have an account. The sign-up page must
    not answer them with a second account or an error.

    Given alice has an account made with <provider>
    When alice signs up with <provider>
    Then alice is signed in
    And there is one account for alice

    Examples:
      | provider |
      | Google   |
      | GitHub   |
