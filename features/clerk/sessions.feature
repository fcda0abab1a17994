Feature: Clerk's flows, as the Frontend API tells of them: sessions

  @clk-already-signed-in @must @clerk @clerk-account-transfer
  Scenario Outline: A second sign-in of the same person with <provider> leads to the session that is there
    Given alice has an account made with <provider>
    When alice signs in with <provider>
    Then alice is signed in
    When alice signs in with <provider>
    Then alice is signed in
    And alice's client says sessions[*].status is active
    And alice's client says sign_in.first_factor_verification.error.code is identifier_already_signed_in

    Examples:
      | provider | strategy     |
      | Google   | oauth_google |
      | GitHub   | oauth_github |

  @clk-already-signed-in-sign-up @must @clerk @clerk-account-transfer
  Scenario Outline: A sign-up of somebody who is signed in with <provider> leads to the session that is there
    Given alice has an account made with <provider>
    When alice signs in with <provider>
    Then alice is signed in
    When alice signs up with <provider>
    Then alice is signed in
    And alice's client says sessions[*].status is active
    And alice's client says sign_up.verifications.external_account.error.code is identifier_already_signed_in

    Examples:
      | provider | strategy     |
      | Google   | oauth_google |
      | GitHub   | oauth_github |

  @clk-session-exists @must @clerk @negative @clerk-frontend-api
  Scenario Outline: Where one person at a time is signed in, a second sign-in with <provider> does not begin
    Given the app lets one person at a time be signed in in a browser
    And alice has an account made with <provider>
    When alice signs in with <provider>
    Then alice is signed in
    And the Frontend API refuses alice's browser client/sign_ins with strategy=<strategy> as session_exists
    And the Frontend API refuses alice's browser client/sign_ups with strategy=<strategy> as session_exists
    And the Frontend API takes eve's browser client/sign_ins with strategy=<strategy>
    And alice is signed in
    And alice's client says sessions[*].status is active

    Examples:
      | provider | strategy     |
      | Google   | oauth_google |
      | GitHub   | oauth_github |

  @clk-task-setup-mfa @must @clerk @clerk-session-tasks
  Scenario Outline: The session of somebody new from <provider> is pending until the second factor is set up
    Given the app has everybody set up a second factor
    When eve signs up with <provider>
    Then eve is asked to set up a second factor
    And eve's client says sessions[0].status is pending
    And eve's client says sessions[0].tasks[*].key is setup-mfa
    When eve sets up her authenticator
    Then eve is signed in
    And eve's client says sessions[0].status is active

    Examples:
      | provider | strategy     |
      | Google   | oauth_google |
      | GitHub   | oauth_github |

  @clk-connect-only-refused @must @clerk @negative @clerk-frontend-api
  Scenario Outline: A provider that may only be connected, <provider>, is refused as a way to sign in
    Given the app lets people connect <provider>, but not sign in with it
    When eve opens the sign-in page
    Then the Frontend API refuses eve's browser client/sign_ins with strategy=<strategy> as oauth_non_authenticatable_provider
    And the Frontend API refuses eve's browser client/sign_ups with strategy=<strategy> as oauth_non_authenticatable_provider
    When eve signs up with <other>
    Then eve is signed in

    Examples:
      | provider | strategy     | other  |
      | Google   | oauth_google | GitHub |
      | GitHub   | oauth_github | Google |

  @clk-nothing-to-transfer @must @clerk @negative @clerk-account-transfer
  Scenario Outline: Where <provider> left nothing to transfer, a transfer is refused
    Given alice has an account made with <provider>
    When eve opens the sign-in page
    Then the Frontend API refuses eve's browser client/sign_ups with transfer=true as account_transfer_invalid
    And the Frontend API refuses eve's browser client/sign_ins with transfer=true as account_transfer_invalid
    When alice signs in with <provider>
    Then alice is signed in
    And the Frontend API refuses alice's browser client/sign_ins with transfer=true as account_transfer_invalid

    Examples:
      | provider | strategy     |
      | Google   | oauth_google |
      | GitHub   | oauth_github |

  @clk-captcha @must @clerk @negative @clerk-frontend-api
  Scenario Outline: A sign-up with <provider> without an answered captcha does not begin
    Given the app wants a captcha from new people
    When eve opens the sign-in page
    Then the Frontend API refuses eve's browser client/sign_ups with strategy=<strategy> as captcha_missing_token
    And there is no account for eve
    And the Frontend API takes eve's browser client/sign_ups with strategy=<strategy> and captcha_token=answered

    Examples:
      | provider | strategy     |
      | Google   | oauth_google |
      | GitHub   | oauth_github |

  @clk-captcha-transfer @must @clerk @negative @clerk-account-transfer
  Scenario Outline: Somebody new who came through "Sign in" with <provider> answers the captcha before there is an account
    The transfer makes an account, so it wants what every sign-up wants.

    Given the app wants a captcha from new people
    When eve signs in with <provider>
    Then eve is asked for a captcha
    And eve is not signed in
    When eve goes on without answering the captcha
    Then eve is told that it was not accepted
    And eve is not signed in
    And there is no account for eve
    When eve answers the captcha
    Then eve is signed in
    And eve's browser posted captcha_widget_type=smart to client/sign_ups

    Examples:
      | provider |
      | Google   |
      | GitHub   |
