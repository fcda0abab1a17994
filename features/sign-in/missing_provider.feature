Feature: A provider that is not there

  One of several ways in may be missing for a day or for good. The others have to
  work all the same.

  @brw-config-missing @usability @core
  Scenario Outline: Where <provider> is not set up, people read so or are not offered it, and come in with <other>
    Given the app was set up without <provider>
    When eve opens the sign-in page and tries <provider>, if it is offered
    Then eve stands at a page of the app that works
    And eve can sign up with <other> in the same browser

    Examples:
      | provider | other  |
      | Google   | GitHub |
      | GitHub   | Google |

  @brw-idp-down-at-start @usability @oidc
  Scenario Outline: Where nobody has answered for <provider> since the start, people read so, and come in with <other>
    Given nobody has answered for <provider> since the app was started
    When eve opens the sign-in page and tries <provider>, if it is offered
    Then eve stands at a page of the app that works
    And eve can sign up with <other> in the same browser

    Examples:
      | provider | other  |
      | Google   | GitHub |
