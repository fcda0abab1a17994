Feature: How long somebody may take

  Between the app's request and the provider's answer people look for passwords,
  telephones, and coffee. What waits for them must last as long as they need, and no longer.

  @cb-slow-user @usability @core
  Scenario Outline: Somebody who takes nine minutes at <provider> is signed in all the same
    Given the app's clock can be moved, or at least that of the browser
    And alice has an account made with <provider>
    And <provider> will hold back its answer to alice
    When alice signs in with <provider>
    And nine minutes pass for alice and for the app
    And alice opens the address of the answer about alice that <provider> held back
    Then alice is signed in
    And the app's own clock had moved too

    Examples:
      | provider |
      | GitHub   |

  @cb-expired-flow @should @core @negative @rfc9700-4.7
  Scenario Outline: An answer of <provider> that comes a day late signs nobody in
    What waits for ever can be found for ever: in a history, a backup, or a stolen telephone.

    Given the app's clock can be moved
    And alice has an account made with <provider>
    And <provider> will hold back its answer to alice
    When alice signs in with <provider>
    And a day passes for alice and for the app
    And alice opens the address of the answer about alice that <provider> held back
    Then the app asked <provider> for no token
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | GitHub   |
