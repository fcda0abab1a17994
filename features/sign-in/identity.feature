Feature: Who somebody is

  An account at a provider is known by the provider and the subject. Everything
  else about it may change, and may be somebody else's next year.

  @acc-identity-is-iss-sub @must @core @negative @oidc-core-5.7
  Scenario Outline: Someone whom <provider> knows by another name and address comes back to the same account
    Given alice has an account made with <provider>
    When <provider> knows alice by another name and address from now on
    And alice signs in with <provider>
    Then alice is signed in
    And there is one account for alice

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @acc-email-verified-missing-no-link @must @oidc @negative @oidc-core-5.1 @oidc-core-5.7
  Scenario Outline: An address of which <provider> does not say whether it was checked opens no account
    Some providers tell what people typed.

    Given alice has an account made with GitHub
    And <provider> will send alice an ID token that does not say whether the address was checked
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
    And alice can sign in with GitHub again

    Examples:
      | provider |
      | Google   |

  @ui-email-verified-types @must @oidc @negative @oidc-core-5.1
  Scenario Outline: "false" in quotes from <provider> is not the truth
    The claim is a boolean. A text is true in many languages.

    Given <provider> will send eve an ID token that says in words that the address was not checked
    When eve signs up with <provider>
    Then the altered answer reached the app
    And eve is not signed in
    And eve is asked for a code that was sent to her mailbox
    When eve gives the code out of her mailbox
    Then eve is signed in

    Examples:
      | provider |
      | Google   |
