Feature: The address by which an answer comes

  It holds the code and the state. They belong to the app alone, and only until it
  has read them.

  @cb-url-clean @should @core @rfc9700-4.2.4 @rfc9700-4.3.1
  Scenario Outline: After signing in with <provider>, neither code nor state stays in the browser's history
    Given alice has an account made with <provider>
    When alice signs in with <provider>
    Then alice is signed in
    And neither address nor history of alice's browser has what came from <provider>

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @cb-referrer-clean @must @core @negative @rfc9700-4.2
  Scenario Outline: No other site learns the code of <provider> from where the browser says it comes from
    Given alice has an account made with <provider>
    When alice signs in with <provider>
    Then alice is signed in
    And no other site has learned from alice's browser what came from <provider>

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @cb-no-third-party-on-callback @should @core @negative @rfc9700-4.2.4
  Scenario Outline: The page that <provider> sends people to loads nothing from elsewhere
    A script of somebody else on that page can read the code.

    Given alice has an account made with <provider>
    When alice signs in with <provider>
    Then alice is signed in
    And the page to which <provider> sent alice has loaded nothing from elsewhere

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @cb-head-prefetch @should @core @rfc9110-9.2.1
  Scenario Outline: A program that looks at the answer of <provider> beforehand does not use it up
    Scanners of links ask with HEAD, which changes nothing.

    Given alice has an account made with <provider>
    And <provider> will hold back its answer to alice
    When alice signs in with <provider>
    Then <provider> held back an answer to alice
    When a program asks for the headers alone of alice's answer from <provider>
    And alice opens the address of her last answer from <provider> again
    Then alice is signed in

    Examples:
      | provider |
      | Google   |
      | GitHub   |
