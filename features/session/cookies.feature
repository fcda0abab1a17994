Feature: The session's cookies

  @ses-fixation-set-by-attacker @must @session @negative
  Scenario Outline: A cookie that somebody planted is not the session of whoever signs in with <provider>
    Who can set a cookie, from a neighbouring host or in a shared browser, would
    know the session's secret beforehand.

    Given alice has an account made with <provider>
    And mallory has an account made with <provider>
    And mallory, who signs in with <provider>, has planted cookies named like hers in alice's browser
    When alice signs in with <provider>
    Then alice is signed in
    And the cookies that were planted in alice's browser sign nobody in

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @ses-new-id-after-login @must @session @negative
  Scenario Outline: What a browser had before it signed in with <provider> is not what it is signed in by
    Given alice has an account made with <provider>
    And alice has opened the sign-in page and started with <provider>
    When the cookies of alice's browser are copied
    And alice finishes her sign-in with <provider>
    Then alice is signed in
    And what stayed the same among the cookies of alice's browser signs nobody in
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @ses-cookie-flags @must @session @negative @rfc6265-4.1.2
  Scenario Outline: The session of whoever came with <provider> is out of reach for scripts and other sites
    Given alice has an account made with <provider>
    When alice signs in with <provider>
    Then alice is signed in
    And the session cookie of alice's browser is out of reach for scripts and other sites

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @ses-no-token-in-script-reach @must @session @negative @rfc9700-4.3
  Scenario Outline: No script finds the session of whoever came with <provider>
    One hole in one script would hand over every session that lies in its storage.

    Given alice has an account made with <provider>
    When alice signs in with <provider>
    Then alice is signed in
    And nothing within reach of scripts in alice's browser is her session

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @ses-transaction-cookie-not-session @must @session @negative
  Scenario Outline: What a browser keeps while its person is at <provider> is nobody's session
    State, nonce, and verifier are often sealed like a session is. Put in its place,
    they must open nothing.

    Given alice has an account made with <provider>
    And bob has an account made with <provider>
    When bob signs in with <provider>
    Then bob is signed in
    When alice starts to sign in with <provider>
    Then no cookie that alice's browser has is a session in place of bob's
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @ses-cross-user-cache @must @session @negative @rfc9111-3
  Scenario Outline: No cache between the app and those who came with <provider> keeps what is theirs
    A proxy that keeps an answer gives it to whoever asks next, with its cookies.

    Given alice has an account made with <provider>
    And bob has an account made with <provider>
    And <provider> will hold back its answer to bob
    When alice signs in with <provider>
    Then alice is signed in
    And no cache that people share may keep what the app tells alice
    When bob signs in with <provider>
    Then no cache that people share may keep how the app takes the answer that <provider> held back from bob
    And bob can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @ses-transaction-cookie-flags @should @session @rfc9700-4.7.1
  Scenario Outline: What a browser keeps for a sign-in with <provider> alone is out of reach for scripts
    It ties the answer to the browser, so a script that reads or sets it can undo that.

    Given alice has an account made with <provider>
    And alice has opened the sign-in page and started with <provider>
    When the cookies of alice's browser are copied
    And alice finishes her sign-in with <provider>
    Then alice is signed in
    And the cookies that ended with alice's sign-in were out of reach for scripts and other sites

    Examples:
      | provider |
      | Google   |
      | GitHub   |
