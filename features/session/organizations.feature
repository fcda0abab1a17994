Feature: Choosing an organization between signing in and being signed in

  Some apps know no private accounts: whoever signs in acts for an organization.

  @ses-task-organization @usability @session @clerk-session-tasks
  Scenario Outline: Someone new from <provider> makes the organization that the app wants of everybody
    Given the app has everybody choose an organization
    When eve signs up with <provider>
    Then eve is asked to choose an organization
    When eve makes an organization
    Then eve is signed in
    And there is one account for eve
    When eve opens another browser
    And eve signs in with <provider>
    Then eve is asked to choose an organization
    When eve chooses the organization that she made
    Then eve is signed in

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @ses-task-organization-not-bypassed @must @session @negative @clerk-session-tasks
  Scenario Outline: Before an organization is chosen, nothing opens for someone new from <provider>
    Given the app has everybody choose an organization
    When eve signs up with <provider>
    Then eve is asked to choose an organization
    And eve is not signed in
    When eve leaves the form and opens the protected page
    Then eve is not signed in
    And eve is asked to choose an organization
    When eve makes an organization without a name
    Then eve is told that it was not accepted
    And eve is not signed in
    When eve makes an organization
    Then eve is signed in

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @ses-task-new-password @usability @accounts @clerk-session-tasks
  Scenario Outline: Someone who comes with <provider> chooses the new password that is a task of the session
    Given alice has an account with a password
    And alice has to choose a new password as a task
    When alice signs in with <provider>
    Then alice is asked for a new password
    When alice chooses a new password that is too short
    Then alice is told that it was not accepted
    When alice chooses a new password
    Then alice is signed in
    And there is one account for alice

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @ses-task-new-password-not-bypassed @must @accounts @negative @clerk-session-tasks
  Scenario Outline: Before the new password is chosen, nothing opens for someone who came with <provider>
    Given alice has an account with a password
    And alice has to choose a new password as a task
    When alice signs in with <provider>
    Then alice is asked for a new password
    And alice is not signed in
    When alice leaves the form and opens the protected page
    Then alice is not signed in
    And alice is asked for a new password
    When alice chooses a new password
    Then alice is signed in

    Examples:
      | provider |
      | Google   |
      | GitHub   |
