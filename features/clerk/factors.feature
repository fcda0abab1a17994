Feature: Clerk's flows, as the Frontend API tells of them: further factors

  @clk-needs-second-factor @must @clerk @clerk-frontend-api
  Scenario Outline: A sign-in with <provider> that needs a second factor says which
    Given alice has an account made with <provider>
    And alice has turned on two-step verification
    When alice signs in with <provider>
    Then alice is asked for a second factor
    And alice's client says sign_in.status is needs_second_factor
    And alice's client says sign_in.supported_second_factors[*].strategy is totp, backup_code
    And alice's client says sign_in.first_factor_verification.status is verified
    And alice's client says sessions is nothing
    When alice gives the code of her authenticator
    Then alice is signed in
    And alice's browser posted strategy=totp to client/sign_ins/*/attempt_second_factor
    And alice's client says sign_in is null

    Examples:
      | provider | strategy     |
      | Google   | oauth_google |
      | GitHub   | oauth_github |

  @clk-transfer-needs-second-factor @must @clerk @clerk-account-transfer
  Scenario Outline: A sign-up with <provider> that becomes a sign-in keeps its second factor
    Given alice has an account made with <provider>
    And alice has turned on two-step verification
    When alice signs up with <provider>
    Then alice is asked for a second factor
    And alice's browser posted transfer=true to client/sign_ins
    And alice's client says sign_in.status is needs_second_factor
    And alice's client says sessions is nothing
    When alice gives a backup code
    Then alice is signed in
    And alice's browser posted strategy=backup_code to client/sign_ins/*/attempt_second_factor

    Examples:
      | provider | strategy     |
      | Google   | oauth_google |
      | GitHub   | oauth_github |

  @clk-needs-new-password @must @clerk @clerk-account-linking
  Scenario Outline: A sign-in with <provider> that needs a new password says so
    Given alice has an account with a password
    And alice has to choose a new password
    When alice signs in with <provider>
    Then alice is asked for a new password
    And alice's client says sign_in.status is needs_new_password
    And alice's client says sessions is nothing
    When alice chooses a new password
    Then alice is signed in
    And alice's client says sign_in is null

    Examples:
      | provider | strategy     |
      | Google   | oauth_google |
      | GitHub   | oauth_github |

  @clk-claimed-address @must @clerk @clerk-account-linking
  Scenario Outline: A sign-in with an address that <provider> does not vouch for needs a first factor
    Given alice has an account with a password
    And <provider> does not vouch for the address of alice
    When alice signs in with <provider>
    Then alice is asked for a code that was sent to her mailbox
    And alice's client says sign_in.status is needs_first_factor
    And alice's client says sign_in.supported_first_factors[*].strategy is email_code
    And alice's client says sessions is nothing
    When alice gives the code out of her mailbox
    Then alice is signed in
    And alice's browser posted strategy=email_code to client/sign_ins/*/attempt_first_factor

    Examples:
      | provider |
      | Google   |

  @clk-linked-address @must @clerk @clerk-account-linking
  Scenario Outline: A sign-in with <provider> and an address that is proved on both sides links the account
    Given alice has an account with a password
    When alice signs in with <provider>
    Then alice is signed in
    And alice's browser posted nothing to client/sign_ups
    And alice's client says sessions[0].user.external_accounts[0].provider is <strategy>
    And alice's client says sessions[0].user.password_enabled is true

    Examples:
      | provider | strategy     |
      | Google   | oauth_google |
      | GitHub   | oauth_github |

  @clk-stranger-made-account @must @clerk @clerk-account-linking
  Scenario Outline: An account whose address nobody proved needs first factor and new password after <provider>
    Given mallory has made an account with a password and the address of alice, without proving the address
    When alice signs in with <provider>
    Then alice is asked for a code that was sent to her mailbox
    And alice's client says sign_in.status is needs_first_factor
    When alice gives the code out of her mailbox
    Then alice is asked for a new password
    And alice's client says sign_in.status is needs_new_password
    When alice chooses a new password
    Then alice is signed in
    And alice's client says sessions[0].user.email_addresses[0].verification.status is verified

    Examples:
      | provider | strategy     |
      | Google   | oauth_google |
      | GitHub   | oauth_github |

  @clk-unverified-address @must @clerk @clerk-missing-requirements
  Scenario Outline: A sign-up with an address that <provider> does not vouch for says what is not proved
    Given <provider> does not vouch for the address of eve
    When eve signs up with <provider>
    Then eve is asked for a code that was sent to her mailbox
    And eve's client says sign_up.status is missing_requirements
    And eve's client says sign_up.missing_fields is nothing
    And eve's client says sign_up.unverified_fields is email_address
    And eve's client says sign_up.verifications.email_address.strategy is from_oauth_google
    When eve gives the code out of her mailbox
    Then eve is signed in

    Examples:
      | provider |
      | Google   |

  @clk-user-locked @must @clerk @negative @clerk-user-lockout
  Scenario Outline: A sign-in with <provider> to a locked account says so
    Given alice has an account made with <provider>
    And the account of alice is locked
    When alice signs in with <provider>
    Then alice's client says sign_in.first_factor_verification.status is failed
    And alice's client says sign_in.first_factor_verification.error.code is user_locked
    And alice's client says sessions is nothing
    When the account of alice is unlocked
    Then alice can sign in with <provider> again

    Examples:
      | provider | strategy     |
      | Google   | oauth_google |
      | GitHub   | oauth_github |

  @clk-client-trust-password @must @clerk @negative @clerk-client-trust
  Scenario Outline: A password in a new browser needs a code, also when <provider> is linked
    Given the app asks for a code after a password in a new browser
    And alice has an account with a password
    And alice can sign in with <provider>
    When alice signs in with her password
    Then alice's client says sign_in.status is needs_client_trust
    And alice's client says sessions is nothing
    And alice is not signed in
    When alice gives the code out of her mailbox
    Then alice is signed in

    Examples:
      | provider | strategy     |
      | Google   | oauth_google |
      | GitHub   | oauth_github |

  @clk-client-trust-not-after-provider @must @clerk @clerk-client-trust
  Scenario Outline: A sign-in with <provider> in a new browser needs no client trust
    The provider has looked at the device itself.

    Given the app asks for a code after a password in a new browser
    And alice has an account with a password
    When alice signs in with <provider>
    Then alice is signed in
    And alice's client says sign_in is null
    And alice's client says sessions[0].status is active

    Examples:
      | provider | strategy     |
      | Google   | oauth_google |
      | GitHub   | oauth_github |

