Feature: Clerk's flows, as the Frontend API tells of them: session tasks

  @clk-task-choose-organization @must @clerk @clerk-session-tasks
  Scenario Outline: A session from <provider> that needs an organization is pending until one is chosen
    Given the app has everybody choose an organization
    When eve signs up with <provider>
    Then eve is asked to choose an organization
    And eve's client says sessions[0].status is pending
    And eve's client says sessions[0].tasks[*].key is choose-organization
    And eve's client says sessions[0].last_active_organization_id is null
    When eve makes an organization
    Then eve is signed in
    And eve's client says sessions[0].status is active
    And eve's client says sessions[0].tasks is null
    And eve's client says sessions[0].user.organization_memberships[0].role is org:admin
    And eve's browser posted intent=select_org to client/sessions/*/touch

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @clk-task-reset-password @must @clerk @clerk-session-tasks
  Scenario Outline: A session from <provider> that needs a new password is pending until one is chosen
    The sign-in itself is complete: that is what sets the task apart from a sign-in
    that needs a new password.

    Given alice has an account with a password
    And alice has to choose a new password as a task
    When alice signs in with <provider>
    Then alice is asked for a new password
    And alice's client says sign_in is null
    And alice's client says sessions[0].status is pending
    And alice's client says sessions[0].tasks[*].key is reset-password
    When alice chooses a new password
    Then alice is signed in
    And alice's client says sessions[0].status is active
    And alice's client says sessions[0].tasks is null

    Examples:
      | provider |
      | Google   |
      | GitHub   |
