Feature: Clerk's flows, as the Frontend API tells of them: people whose company has a provider of its own

  @clk-enterprise-sso @must @clerk @negative @clerk-enterprise-sso
  Scenario Outline: Somebody of a company is not signed in with <provider>, but sent to the company
    Whoever left the company may still have an account at the provider with the old
    address. No page for a code comes in between: there is nothing to prove that way.

    Given the app has people at corp.example sign in with their company
    And alice has an address at corp.example
    When alice signs in with <provider>
    Then the app asked <provider> for one token
    And alice's client says sign_in.status is needs_first_factor
    And alice's client says sign_in.supported_first_factors[*].strategy is enterprise_sso
    And alice's client says sessions is nothing
    And alice is not signed in
    And alice's browser posted nothing to client/sign_ins/*/prepare_first_factor
    And there is no account for alice
    When alice signs up with <provider>
    Then alice's client says sign_up.missing_fields is enterprise_sso
    And alice is not signed in
    And there is no account for alice
    When eve signs up with <provider>
    Then eve is signed in

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @clk-enterprise-sso-completes @usability @clerk @clerk-enterprise-sso
  Scenario Outline: Somebody of a company who came by <provider> goes on to the company and is signed in
    Given the app has people at corp.example sign in with their company
    And alice has an address at corp.example
    And bob has an address at corp.example
    When alice signs in with <provider>
    And alice goes on to her company
    Then alice is signed in
    And there is one account for alice
    And alice's client says sessions[0].user.external_accounts is nothing
    And alice's client says sessions[0].user.enterprise_accounts[*].active is true
    When bob signs up with <provider>
    And bob goes on to his company
    Then bob is signed in
    And there is one account for bob

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @clk-enterprise-sso-password @must @clerk @negative @clerk-enterprise-sso
  Scenario Outline: A password is no way round the company
    Given the app has people at corp.example sign in with their company
    And alice has an address at corp.example
    And alice has an account with a password
    When alice signs in with her password
    Then alice's client says sign_in.status is needs_first_factor
    And alice's client says sign_in.supported_first_factors[*].strategy is enterprise_sso
    And alice's client says sessions is nothing
    And alice is not signed in
    When eve signs up with <provider>
    Then eve is signed in

    Examples:
      | provider |
      | Google   |
