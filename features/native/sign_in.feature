Feature: Signing in through a native app

  A native app sends people to a browser that it shares no cookies with, and gets
  the sign-in back at an address of its own.

  @nat-sign-in @usability @native @rfc8252
  Scenario Outline: Someone signs in with <provider> through a native app
    Given alice has an account made with <provider>
    When alice signs in with <provider> through her native app
    And the native app of alice redeems what came with the redirect
    Then alice is signed in in her native app
    And there is one account for alice

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @nat-cancelled @usability @native @rfc6749-4.1.2.1
  Scenario Outline: A native app learns that someone cancelled at <provider>
    Given alice has an account made with <provider>
    When alice starts to sign in with <provider> through her native app and cancels there
    Then the redirect told the native app of alice that it came to nothing
    And nobody is signed in in the native app of alice

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @nat-redirect-allowlisted @must @native @negative @rfc8252-8.4 @clerk-native
  Scenario Outline: An app at an address that is not listed gets nothing out of a sign-in with <provider>
    Any app can register any scheme on the device. Whoever gets what comes with
    the redirect is signed in.

    Given alice has an account made with <provider>
    And alice can sign in with <provider> through her native app
    When somebody has alice sign in with <provider> for an app at an address of its own
    Then nothing that opens the account of alice was handed to that app
    And alice can sign in with <provider> through her native app again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @nat-redirect-prefix @must @native @negative @rfc8252-8.4 @clerk-native
  Scenario Outline: An app <address> gets nothing out of a sign-in with <provider>
    Given alice has an account made with <provider>
    And alice can sign in with <provider> through her native app
    When somebody has alice sign in with <provider> for an app <address>
    Then nothing that opens the account of alice was handed to that app
    And alice can sign in with <provider> through her native app again

    Examples:
      | provider | address                    |
      | Google   | that only looks like hers  |
      | GitHub   | that only looks like hers  |
      | Google   | on another host of hers    |
      | GitHub   | on another host of hers    |
      | Google   | with a path behind hers    |
      | GitHub   | with a path behind hers    |

  @nat-nonce-single-use @must @native @negative @clerk-native
  Scenario Outline: What came with the redirect from <provider> is redeemed once
    Given alice has an account made with <provider>
    When alice signs in with <provider> through her native app
    And the native app of alice redeems what came with the redirect
    Then alice is signed in in her native app
    And redeeming what came with the redirect to alice a second time gives nothing
    And alice can sign in with <provider> through her native app again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @nat-nonce-bound @must @native @negative @rfc8252-8.1 @clerk-native
  Scenario Outline: What came with the redirect from <provider> is worth nothing to another client
    An app that listens for the same address gets the redirect as well.

    Given alice has an account made with <provider>
    When alice signs in with <provider> through her native app
    Then another client that redeems what came with the redirect to alice is nobody's
    When the native app of alice redeems what came with the redirect
    Then alice is signed in in her native app

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @nat-unredeemed @must @native @negative @clerk-native
  Scenario Outline: A native app that redeemed nothing is not signed in after <provider>
    Else whoever began a sign-in would be in as soon as somebody else ends it.

    Given alice has an account made with <provider>
    When alice signs in with <provider> through her native app
    Then nobody is signed in in the native app of alice
    When the native app of alice redeems what came with the redirect
    Then alice is signed in in her native app

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @nat-loopback-port @should @native @rfc8252-7.3
  Scenario Outline: A native app that listens on whatever port of loopback is free gets its sign-in with <provider>
    Given alice has an account made with <provider>
    When alice signs in with <provider> through her native app on a port of loopback
    And the native app of alice redeems what came with the redirect
    Then alice is signed in in her native app

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @nat-loopback-address @must @native @negative @rfc8252-7.3
  Scenario Outline: An app <address> gets nothing out of a sign-in with <provider>
    The port alone may differ.

    Given alice has an account made with <provider>
    And alice can sign in with <provider> through her native app
    When somebody has alice sign in with <provider> for an app <address>
    Then nothing that opens the account of alice was handed to that app
    And alice can sign in with <provider> through her native app again

    Examples:
      | provider | address                     |
      | Google   | at another path of loopback |
      | GitHub   | at another path of loopback |
      | Google   | at a name of loopback       |
      | GitHub   | at a name of loopback       |
