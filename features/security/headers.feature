Feature: What the sign-in page tells browsers

  @brw-nosniff-referrer @should @core @rfc9700-4.2.4
  Scenario Outline: The page on which people sign in with <provider> keeps its types and its address to itself
    Addresses of sign-in pages say where somebody wants to go, and sometimes more.

    When alice signs up with <provider>
    Then alice is signed in
    And the sign-in page keeps browsers from guessing types and from telling others its address

    Examples:
      | provider |
      | Google   |

  @brw-csp @should @core
  Scenario Outline: The page on which people sign in with <provider> runs no script but the app's own
    With it, text that an attacker gets into the page stays text.

    When alice signs up with <provider>
    Then alice is signed in
    And the sign-in page lets no script run that somebody put into it

    Examples:
      | provider |
      | Google   |
