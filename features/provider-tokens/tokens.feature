Feature: Provider tokens

  A back end works with the provider on a person's behalf. The tokens for it stay
  fresh, and stay behind.

  @tks-given @must @tokens
  Scenario Outline: A back end gets a token with which <provider> answers
    Given alice has an account made with <provider>
    When a back end asks for the <provider> token of alice
    Then the back end got a token of alice that <provider> accepts
    And the back end got the newest token that <provider> issued to alice

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @tks-scope-shown @must @tokens
  Scenario Outline: The app knows which scopes <provider> granted
    What was granted may be less than what was asked for.

    Given alice has an account made with <provider>
    When a back end asks for the <provider> token of alice
    Then the scopes that the app holds of alice at <provider> are those that were granted

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @tks-not-in-browser @must @tokens @negative @rfc9700-4.9
  Scenario Outline: No token of <provider> is in the browser
    Everything that runs in the page, and everybody who reads the browser's
    cookies, would have what the provider gave to the app.

    Given alice has an account made with <provider>
    When alice signs in with <provider>
    Then alice is signed in
    And the app asked <provider> for one token
    And nothing in alice's browser holds a token of <provider>
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @tks-cookie-encrypted @should @tokens @negative @rfc9700-4.9
  Scenario Outline: No cookie of whoever came with <provider> shows a token of <provider>
    A signature keeps a cookie from being changed, and nobody from reading it: backups,
    proxies, and everybody at the same computer can. What has to be there is encrypted.

    Given alice has an account made with <provider>
    When alice signs in with <provider>
    Then alice is signed in
    And no cookie in alice's browser can be read for a token of <provider>
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @tks-revoke-on-disconnect @should @tokens @rfc7009-2
  Scenario Outline: Whoever disconnects <other> has what <other> issued taken back
    People think that they have ended the app's access. A token that was copied before
    goes on working until somebody tells the provider.

    Given alice has an account made with <provider>
    When alice signs in with <provider>
    And alice connects <other>
    And alice disconnects <other>
    Then alice's connected accounts are those of hers at <provider>
    And what <other> issued to alice is taken back there

    Examples:
      | provider | other  |
      | Google   | GitHub |
      | GitHub   | Google |

  @tks-refresh-on-expiry @should @tokens @rfc6749-6
  Scenario Outline: A token of <provider> that has run out is refreshed once, when somebody asks for it
    Given <provider> will issue alice a token that has all but run out
    And alice has an account made with <provider>
    When a back end asks for the <provider> token of alice
    Then the app sent <provider> one refresh request for alice
    And the back end got the newest token that <provider> issued to alice
    And the back end got a token of alice that <provider> accepts
    When a back end asks for the <provider> token of alice again
    Then the app sent <provider> one refresh request for alice

    Examples:
      | provider |
      | Google   |

  @tks-refresh-kept @must @tokens @rfc6749-6
  Scenario Outline: A refresh token of <provider> that is not replaced stays in use
    Most providers answer a refresh without another refresh token. The old one
    must not be forgotten for that.

    Given <provider> will issue alice tokens that have all but run out
    And alice has an account made with <provider>
    When a back end asks for the <provider> token of alice
    And a back end asks for the <provider> token of alice again
    Then the app sent <provider> two refresh requests or more for alice
    And each refresh for alice used the newest refresh token of <provider>
    And the back end got a token of alice that <provider> accepts

    Examples:
      | provider |
      | Google   |

  @tks-refresh-rotation-stored @must @tokens @negative @rfc6749-6 @rfc9700-4.14
  Scenario Outline: A refresh token of <provider> that was replaced is not used again
    Using one that was replaced looks like theft, and ends all that came from it.

    Given <provider> will issue alice tokens that have all but run out
    And alice has an account made with <provider>
    And <provider> will replace the refresh token of alice at the next refresh
    When a back end asks for the <provider> token of alice
    And a back end asks for the <provider> token of alice again
    Then the app sent <provider> two refresh requests or more for alice
    And each refresh for alice used the newest refresh token of <provider>
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @tks-refresh-concurrent @should @tokens @rfc9700-4.14
  Scenario Outline: Two that ask at once for a <provider> token do not burn the refresh token
    Given <provider> will issue alice a token that has all but run out
    And alice has an account made with <provider>
    And <provider> will replace the refresh token of alice at the next refresh
    When two back ends ask for the <provider> token of alice at once
    Then both got a token of alice that <provider> issued
    And each refresh for alice used the newest refresh token of <provider>
    And the app sent <provider> one refresh request for alice

    Examples:
      | provider |
      | Google   |

  @tks-refresh-revoked-reconnect @usability @tokens @rfc6749-5.2
  Scenario Outline: Someone who took the app's access back at <provider> stays signed in and can allow it again
    The app's own session is not the provider's to end. Asking for ever for a
    token that is gone helps nobody either.

    Given <provider> will issue alice a token that has all but run out
    And alice has an account made with <provider>
    When alice signs in with <provider>
    Then alice is signed in
    When alice takes back at <provider> what she allowed the app
    And a back end asks for the <provider> token of alice
    Then the back end got no token of alice that works
    And alice is signed in
    When alice asks <provider> for more access
    And a back end asks for the <provider> token of alice again
    Then the back end got a token of alice that <provider> accepts

    Examples:
      | provider |
      | Google   |

  @tks-refresh-idtoken-sub @must @tokens @negative @oidc-core-12.2
  Scenario Outline: A refresh at <provider> that names somebody else gives no token
    Given <provider> will issue alice tokens that have all but run out
    And alice has an account made with <provider>
    When a back end asks for the <provider> token of alice
    Then the back end got a token of alice that <provider> accepts
    When <provider> names another person in its next id_token for alice
    And a back end asks for the <provider> token of alice again
    Then the altered token response reached the app for alice from <provider>
    And the back end did not get what came with the other person's name from <provider> for alice
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @tks-refresh-5xx @usability @tokens @rfc6749-5.2
  Scenario Outline: A refresh at which <provider> fails is tried again when the token is asked for again
    A provider that is down for a minute has not taken anything back.

    Given <provider> will issue alice a token that has all but run out
    And alice has an account made with <provider>
    And <provider> will fail at the next refresh for alice
    When a back end asks for the <provider> token of alice
    Then the failed refresh for alice reached the app from <provider>
    When a back end asks for the <provider> token of alice again
    Then the back end got a token of alice that <provider> accepts

    Examples:
      | provider |
      | Google   |

  @tks-not-to-other-user @must @tokens @negative
  Scenario Outline: A token of <provider> is given to the app's back end and to nobody else
    Given alice has an account made with <provider>
    And bob has an account made with <provider>
    When a back end asks for the <provider> token of alice
    Then the back end got a token of alice that <provider> accepts
    When bob signs in with <provider>
    Then bob is signed in
    And neither bob's browser nor a stranger gets the <provider> token of alice where a back end gets it

    Examples:
      | provider |
      | Google   |
      | GitHub   |
