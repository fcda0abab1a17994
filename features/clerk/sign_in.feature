Feature: Clerk's flows, as the Frontend API tells of them: signing in and signing up

  What people see is checked elsewhere. This is about what the client resource
  says and what the browser asks for on the way.

  @clk-sign-in-complete @must @clerk @clerk-frontend-api
  Scenario Outline: A sign-in with <provider> that is complete leaves a session and no attempt
    Given alice has an account made with <provider>
    When alice signs in with <provider>
    Then alice is signed in
    And alice's browser posted strategy=<strategy> to client/sign_ins
    And alice's browser posted nothing to client/sign_ups
    And alice's client says sessions[0].status is active
    And alice's client says sign_in is null
    And alice's client says sign_up is null
    And alice's client says last_authentication_strategy is <strategy>

    Examples:
      | provider | strategy     |
      | Google   | oauth_google |
      | GitHub   | oauth_github |

  @clk-sign-up-complete @must @clerk @clerk-frontend-api
  Scenario Outline: A sign-up with <provider> that is complete leaves a session and no attempt
    When eve signs up with <provider>
    Then eve is signed in
    And eve's browser posted strategy=<strategy> to client/sign_ups
    And eve's client says sessions[0].status is active
    And eve's client says sign_up is null
    And eve's client says sessions[0].user.external_accounts[0].provider is <strategy>

    Examples:
      | provider | strategy     |
      | Google   | oauth_google |
      | GitHub   | oauth_github |

  @clk-transfer-to-sign-up @must @clerk @clerk-account-transfer
  Scenario Outline: A sign-in with an unknown <provider> account is transferred to a sign-up
    When eve signs in with <provider>
    Then eve is signed in
    And eve's browser posted strategy=<strategy> to client/sign_ins
    And eve's browser posted transfer=true to client/sign_ups
    And eve's client says sign_in is null
    And eve's client says sign_up is null

    Examples:
      | provider | strategy     |
      | Google   | oauth_google |
      | GitHub   | oauth_github |

  @clk-transfer-to-sign-in @must @clerk @clerk-account-transfer
  Scenario Outline: A sign-up with a known <provider> account is transferred to a sign-in
    Given alice has an account made with <provider>
    When alice signs up with <provider>
    Then alice is signed in
    And alice's browser posted strategy=<strategy> to client/sign_ups
    And alice's browser posted transfer=true to client/sign_ins
    And alice's client says sign_in is null
    And alice's client says sign_up is null

    Examples:
      | provider | strategy     |
      | Google   | oauth_google |
      | GitHub   | oauth_github |

  @clk-missing-requirements @must @clerk @clerk-missing-requirements
  Scenario Outline: A sign-up with <provider> that lacks something says what
    Given the app requires last name
    When carol signs up with <provider>
    Then carol is asked for her last name
    And carol's client says sign_up.status is missing_requirements
    And carol's client says sign_up.missing_fields is last_name
    And carol's client says sign_up.verifications.external_account.status is verified
    And carol's client says sessions is nothing
    When carol gives a valid last name
    Then carol is signed in
    And carol's browser posted last_name=Lovelace to client/sign_ups/*
    And carol's client says sign_up is null

    Examples:
      | provider | strategy     |
      | Google   | oauth_google |
      | GitHub   | oauth_github |

  @clk-transfer-missing-requirements @must @clerk @clerk-missing-requirements
  Scenario Outline: A sign-in with <provider> that becomes a sign-up says what it lacks
    Given the app requires legal acceptance
    When carol signs in with <provider>
    Then carol is asked for her legal acceptance
    And carol's browser posted transfer=true to client/sign_ups
    And carol's client says sign_up.missing_fields is legal_accepted
    And carol's client says sign_in is null
    When carol gives a valid legal acceptance
    Then carol is signed in

    Examples:
      | provider | strategy     |
      | Google   | oauth_google |
      | GitHub   | oauth_github |

  @clk-denied-sign-in @must @clerk @negative @rfc6749-4.1.2.1 @clerk-frontend-api
  Scenario Outline: A sign-in that was cancelled at <provider> says so and has no session
    Given alice has an account made with <provider>
    When alice starts to sign in with <provider> and cancels there
    Then the app received the error access_denied from <provider>
    And alice's client says sign_in.first_factor_verification.status is failed
    And alice's client says sign_in.first_factor_verification.error.code is oauth_access_denied
    And alice's client says sessions is nothing
    And alice can sign in with <provider> again

    Examples:
      | provider | strategy     |
      | Google   | oauth_google |
      | GitHub   | oauth_github |

  @clk-denied-sign-up @must @clerk @negative @rfc6749-4.1.2.1 @clerk-frontend-api
  Scenario Outline: A sign-up that was cancelled at <provider> says so and has no session
    When eve starts to sign up with <provider> and cancels there
    Then the app received the error access_denied from <provider>
    And eve's client says sign_up.verifications.external_account.status is failed
    And eve's client says sign_up.verifications.external_account.error.code is oauth_access_denied
    And eve's client says sessions is nothing
    And eve can sign up with <provider> in the same browser

    Examples:
      | provider | strategy     |
      | Google   | oauth_google |
      | GitHub   | oauth_github |

  @clk-sign-up-restricted @must @clerk @negative @clerk-restrictions
  Scenario Outline: A sign-up with <provider> where sign-ups are closed says so
    Given the app takes no new people
    When eve signs up with <provider>
    Then eve's client says sign_up.verifications.external_account.error.code is sign_up_mode_restricted
    And there is no account for eve
    When eve signs in with <provider>
    Then eve's client says sign_in.first_factor_verification.error.code is sign_up_mode_restricted
    And eve's browser posted nothing to client/sign_ups/*
    And there is no account for eve

    Examples:
      | provider | strategy     |
      | Google   | oauth_google |
      | GitHub   | oauth_github |

  @clk-sign-up-waitlist @must @clerk @negative @clerk-restrictions
  Scenario Outline: A sign-in of somebody new with <provider> where there is a waiting list says so
    Given the app has a waiting list
    When eve signs in with <provider>
    Then eve's client says sign_in.first_factor_verification.error.code is sign_up_restricted_waitlist
    And there is no account for eve

    Examples:
      | provider | strategy     |
      | Google   | oauth_google |
      | GitHub   | oauth_github |

  @clk-not-allowed @must @clerk @negative @clerk-restrictions
  Scenario Outline: A sign-up with <provider> and an address that is kept out says so
    Given the app keeps addresses at blocked.example out
    And mallory has an address at blocked.example
    When mallory signs up with <provider>
    Then mallory's client says sign_up.verifications.external_account.error.code is not_allowed_access
    And there is no account for mallory
    When eve signs up with <provider>
    Then eve is signed in

    Examples:
      | provider | strategy     |
      | Google   | oauth_google |
      | GitHub   | oauth_github |

