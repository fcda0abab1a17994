Feature: What comes back from the provider

  Answers may have more in them than the app knows, or less than it hopes for.

  @cb-happy-path-extra-params @must @core @rfc6749-4.1.2
  Scenario Outline: An answer of <provider> with parameters that the app does not know is accepted
    Providers add some; and without this, the refusals of altered answers would prove
    nothing.

    Given alice has an account made with <provider>
    And <provider> will hold back its answer to alice
    When alice signs in with <provider>
    Then <provider> held back an answer to alice
    When alice opens her answer from <provider> that was held back with parameters that nobody knows
    Then alice is signed in

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @cb-happy-path-iss @must @core @rfc9207-2
  Scenario Outline: An answer that names <provider> as its issuer is accepted
    Without this, the refusals of other issuers would prove nothing.

    Given alice has an account made with <provider>
    When alice signs in with <provider>
    Then <provider> named itself as the issuer of its answer to alice
    And alice is signed in

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @cb-no-code-no-error @usability @core @rfc6749-4.1.2
  Scenario Outline: The bare callback address of <provider> shows a page
    Given alice has an account made with <provider>
    And <provider> will hold back its answer to alice
    When alice signs in with <provider>
    Then <provider> held back an answer to alice
    When alice opens her answer from <provider> that was held back with nothing in it
    Then alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @cb-error-unknown-code @usability @core @rfc6749-8.5
  Scenario Outline: An error of <provider> that the app does not know ends on a page from which the person can start again
    Given alice has an account made with <provider>
    And <provider> will hold back its answer to alice
    When alice signs in with <provider>
    Then <provider> held back an answer to alice
    When alice opens her answer from <provider> that was held back with an error that nobody knows in place of the code
    Then alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |
