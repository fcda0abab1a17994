Feature: Ways of GitHub

  @gh-emails-paginated @should @github
  Scenario Outline: Somebody with more addresses at <provider> than a page holds is known by the primary one, or asked
    The list comes in pages of thirty unless the app asks for more, and the primary address may be on any.

    Given GitHub lists forty addresses of alice before her primary one
    When alice signs up with <provider>
    Then the app asked GitHub which addresses alice has
    And alice is signed in or sees a readable page with a way on

    Examples:
      | provider |
      | GitHub   |

  @gh-suspended-app @usability @github
  Scenario Outline: That <provider> refuses the app with <error> is told on a page from which the person can go on
    GitHub tells the app of its own faults by way of the person's browser.

    Given alice has an account made with <provider>
    And <provider> will hold back its answer to alice
    When alice signs in with <provider>
    Then <provider> held back an answer to alice
    When alice opens her answer from <provider> that was held back as the error <error>
    Then the app asked <provider> for no token
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider | error                 |
      | GitHub   | application_suspended |
      | GitHub   | redirect_uri_mismatch |
