Feature: Provider tokens after another sign-in

  @goo-refresh-token-only-first @should @tokens @rfc6749-6
  Scenario Outline: A sign-in for which <provider> sends no refresh token leaves the one that is kept
    Google sends one when a person consents, and none when they come back. Whoever stores what is not there has access
    until the token runs out, and then no more.

    Given <provider> will issue alice tokens that have all but run out
    And alice has an account made with <provider>
    When a back end asks for the <provider> token of alice
    Then the app refreshes the token of <provider> for alice
    When <provider> gives the app no other refresh token for alice
    And alice signs in with <provider>
    Then the altered answer reached the app
    And alice is signed in
    When a back end asks for the <provider> token of alice again
    Then the app has refreshed the token of <provider> since alice signed in again
    And the back end got a token of alice that <provider> accepts

    Examples:
      | provider |
      | Google   |
