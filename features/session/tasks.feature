Feature: Tasks between signing in and being signed in

  @ses-task-second-factor @usability @mfa @clerk-session-tasks
  Scenario Outline: Someone new from <provider> sets up the second factor that the app wants of everybody
    Given the app has everybody set up a second factor
    When eve signs up with <provider>
    Then eve is asked to set up a second factor
    When eve sets up her authenticator
    Then eve is signed in
    And there is one account for eve

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @ses-task-not-bypassed @must @mfa @negative @clerk-session-tasks
  Scenario Outline: Before the task is done, nothing opens for someone new from <provider>
    A demand that can be walked past is none.

    Given the app has everybody set up a second factor
    When eve signs up with <provider>
    Then eve is asked to set up a second factor
    And eve is not signed in
    When eve leaves the form and opens the protected page
    Then eve is not signed in
    And eve is asked to set up a second factor
    When eve gives a code that her authenticator does not show
    Then eve is told that it was not accepted
    And eve is not signed in
    When eve sets up her authenticator
    Then eve is signed in

    Examples:
      | provider |
      | Google   |
      | GitHub   |

