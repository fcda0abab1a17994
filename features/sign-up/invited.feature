Feature: Sign-ups by invitation

  Sign-ups that are closed are closed to strangers. An invitation opens them for
  one person, and it holds for providers too.

  @sup-invited @usability @accounts @clerk-invitations
  Scenario Outline: Somebody who was invited signs up with <provider> where nobody else can
    Given the app takes no new people
    And the app has invited eve
    When eve signs up with <provider> by her invitation
    Then eve is signed in
    And there is one account for eve
    And eve can sign in with <provider> again
    When mallory signs up with <provider>
    Then mallory is not signed in
    And there is no account for mallory

    Examples:
      | provider |
      | Google   |
      | GitHub   |
