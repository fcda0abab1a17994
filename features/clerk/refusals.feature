Feature: Clerk's flows, as the Frontend API tells of them: what does not begin

  @clk-config-missing @must @clerk @negative @clerk-credentials
  Scenario Outline: Without a client of its own at <provider> the app begins nothing there
    The client that development instances share is for development: whoever signs
    in at the provider would be told that it is for somebody else's app.

    Given the app has no client of its own at <provider>
    When eve opens the sign-in page
    Then the Frontend API refuses eve's browser client/sign_ins with strategy=<strategy> as oauth_config_missing
    And the Frontend API refuses eve's browser client/sign_ups with strategy=<strategy> as oauth_config_missing
    When eve signs up with <other>
    Then eve is signed in

    Examples:
      | provider | strategy     | other  |
      | Google   | oauth_google | GitHub |
      | GitHub   | oauth_github | Google |

  @clk-provider-unknown @must @clerk @clerk-frontend-api
  Scenario Outline: A provider that the app does not have is told from one that nobody knows
    When eve opens the sign-in page
    Then the Frontend API refuses eve's browser client/sign_ins with strategy=oauth_notion as oauth_provider_not_enabled
    And the Frontend API refuses eve's browser client/sign_ups with strategy=oauth_notion as oauth_provider_not_enabled
    And the Frontend API refuses eve's browser client/sign_ins with strategy=oauth_nobody as oauth_unsupported_provider
    And the Frontend API takes eve's browser client/sign_ins with strategy=<strategy>

    Examples:
      | provider | strategy     |
      | Google   | oauth_google |

  @clk-redirect-url @must @clerk @negative @rfc9700-4.11.1 @clerk-frontend-api
  Scenario Outline: A sign-in with <provider> that would end on another site does not begin
    Whoever gets what comes with the redirect may be signed in by it, and a person
    who comes from the app's own page trusts where they end.

    When eve opens the sign-in page
    Then the Frontend API refuses eve's browser client/sign_ins with strategy=<strategy> that goes on to another site as redirect_url_domain_mismatch
    And the Frontend API refuses eve's browser client/sign_ups with strategy=<strategy> that goes on to another site as redirect_url_domain_mismatch
    And the Frontend API refuses eve's browser client/sign_ins with strategy=<strategy> that goes on to a script as prohibited_redirect_url
    And the Frontend API refuses eve's browser client/sign_ins with strategy=<strategy> that goes on nowhere as form_param_missing
    And the Frontend API takes eve's browser client/sign_ins with strategy=<strategy>

    Examples:
      | provider | strategy     |
      | Google   | oauth_google |
      | GitHub   | oauth_github |

  @clk-connect-twice @must @clerk @clerk-frontend-api
  Scenario Outline: An account of <provider> is connected once
    When alice signs up with <provider>
    Then alice is signed in
    And the Frontend API refuses alice's browser me/external_accounts with strategy=<strategy> as oauth_account_already_connected
    And the Frontend API takes alice's browser me/external_accounts with strategy=<strategy of other>

    Examples:
      | provider | strategy     | strategy of other |
      | Google   | oauth_google | oauth_github      |
