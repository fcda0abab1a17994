Feature: What the ID token says

  A token can be genuine and still not be for this app, this browser, or this day.
  Each scenario changes one claim before the provider signs.

  @idt-iss-wrong @must @oidc @negative @oidc-core-3.1.3.7
  Scenario Outline: An ID token of another issuer than <provider> signs nobody in
    Given alice has an account made with <provider>
    And <provider> will send alice an ID token of another issuer
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @idt-iss-missing @must @oidc @negative @oidc-core-3.1.3.7
  Scenario Outline: An ID token of <provider> without an issuer signs nobody in
    Given alice has an account made with <provider>
    And <provider> will send alice an ID token without an issuer
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @idt-iss-trailing-slash @should @oidc @negative @oidc-core-3.1.3.7
  Scenario Outline: An issuer that only looks like <provider> signs nobody in
    The comparison is of whole texts.

    Given alice has an account made with <provider>
    And <provider> will send alice an ID token of an issuer with a slash behind it
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @idt-aud-wrong @must @oidc @negative @oidc-core-3.1.3.7
  Scenario Outline: An ID token that <provider> issued to another app signs nobody in
    Any app that people sign in to could sign in here as them.

    Given alice has an account made with <provider>
    And <provider> will send alice an ID token for another client
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @idt-aud-missing @must @oidc @negative @oidc-core-3.1.3.7
  Scenario Outline: An ID token of <provider> that is for nobody signs nobody in
    Given alice has an account made with <provider>
    And <provider> will send alice an ID token for nobody
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @idt-aud-substring @must @oidc @negative @oidc-core-3.1.3.7
  Scenario Outline: An ID token of <provider> for an app with a longer name signs nobody in
    Given alice has an account made with <provider>
    And <provider> will send alice an ID token for a client whose id begins like the app's
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @idt-aud-array-one @must @oidc @oidc-core-2
  Scenario Outline: An ID token of <provider> for a list of one app is accepted
    Given alice has an account made with <provider>
    And <provider> will send alice an ID token for a list of clients in which the app is alone
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is signed in

    Examples:
      | provider |
      | Google   |

  @idt-aud-array-untrusted @should @oidc @negative @oidc-core-3.1.3.7
  Scenario Outline: An ID token of <provider> that is for another app too signs nobody in
    Given alice has an account made with <provider>
    And <provider> will send alice an ID token for the app and another client
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @idt-azp-wrong @should @oidc @negative @oidc-core-3.1.3.7
  Scenario Outline: An ID token of <provider> that another app was authorized for signs nobody in
    Given alice has an account made with <provider>
    And <provider> will send alice an ID token that another client was authorized for
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @idt-sub-missing @must @oidc @negative @oidc-core-2
  Scenario Outline: An ID token of <provider> that names nobody signs nobody in
    Given alice has an account made with <provider>
    And <provider> will send alice an ID token that names nobody
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @idt-exp-past @must @oidc @negative @oidc-core-3.1.3.7
  Scenario Outline: An ID token of <provider> that ran out an hour ago signs nobody in
    Given alice has an account made with <provider>
    And <provider> will send alice an ID token that ran out an hour ago
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @idt-exp-missing @must @oidc @negative @oidc-core-2
  Scenario Outline: An ID token of <provider> that never runs out signs nobody in
    Given alice has an account made with <provider>
    And <provider> will send alice an ID token that never runs out
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @idt-exp-skew-ok @should @oidc @oidc-core-3.1.3.7
  Scenario Outline: An ID token of <provider> that ran out within the difference of two clocks is accepted
    Clocks differ. People must not be turned away for it.

    Given alice has an account made with <provider>
    And <provider> will send alice an ID token that ran out half a minute ago
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is signed in

    Examples:
      | provider |
      | Google   |

  @brw-clock-skew @should @oidc @oidc-core-3.1.3.7
  Scenario Outline: An ID token of <provider>, whose clock is two minutes ahead, is accepted
    Given alice has an account made with <provider>
    And <provider> will send alice an ID token that will be issued in two minutes
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is signed in

    Examples:
      | provider |
      | Google   |

  @idt-iat-missing @should @oidc @negative @oidc-core-2
  Scenario Outline: An ID token of <provider> that does not say when it was issued signs nobody in
    Given alice has an account made with <provider>
    And <provider> will send alice an ID token that does not say when it was issued
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @idt-iat-future @should @oidc @negative @oidc-core-3.1.3.7
  Scenario Outline: An ID token of <provider> from tomorrow signs nobody in
    Given alice has an account made with <provider>
    And <provider> will send alice an ID token that will be issued tomorrow
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @idt-nbf-future @should @oidc @negative @rfc7519-4.1.5
  Scenario Outline: An ID token of <provider> that is good from tomorrow on signs nobody in today
    Given alice has an account made with <provider>
    And <provider> will send alice an ID token that is good from tomorrow on
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @idt-nonce-wrong @must @oidc @negative @oidc-core-3.1.3.7
  Scenario Outline: An ID token of <provider> that belongs to another sign-in signs nobody in
    The nonce ties the token to the browser that asked for it.

    Given alice has an account made with <provider>
    And <provider> will send alice an ID token of another sign-in
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @idt-nonce-missing @must @oidc @negative @oidc-core-3.1.3.7
  Scenario Outline: An ID token of <provider> without the nonce that was sent signs nobody in
    Given alice has an account made with <provider>
    And <provider> will send alice an ID token without the nonce
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @idt-nonce-replayed @must @oidc @negative @oidc-core-15.5.2
  Scenario Outline: An ID token that <provider> sent when somebody else signed in signs nobody in
    It is genuine, for this app, and still good. Only the nonce says that it answers another question.

    Given alice has an account made with <provider>
    And mallory has an account made with <provider>
    And <provider> will send alice the ID token of mallory's last sign-in
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @idt-at-hash-wrong @should @oidc @negative @oidc-core-3.1.3.6
  Scenario Outline: An ID token of <provider> that came with another access token signs nobody in
    Given alice has an account made with <provider>
    And <provider> will send alice an ID token that belongs to another access token
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @idt-at-hash-missing-ok @must @oidc @oidc-core-3.1.3.6
  Scenario Outline: An ID token of <provider> that does not name its access token is accepted
    Given alice has an account made with <provider>
    And <provider> will send alice an ID token that does not name its access token
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is signed in

    Examples:
      | provider |
      | Google   |
