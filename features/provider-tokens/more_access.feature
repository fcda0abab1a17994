Feature: Asking a provider for more access

  @con-additional-scopes @usability @tokens
  Scenario Outline: Someone allows the app more at <provider> and stays who they are
    A product asks for access when it is needed, not all at the door.

    Given alice has an account made with <provider>
    When alice signs in with <provider>
    And alice asks <provider> for more access
    Then the authorization request to <provider> asks for more than signing in needs
    And alice's connected accounts are those of hers at <provider>
    When a back end asks for the <provider> token of alice
    Then the token of alice has the further scope of <provider>
    And the back end got a token of alice that <provider> accepts
    And alice is signed in

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @con-scope-step-different-user @must @tokens @negative
  Scenario Outline: Somebody else who answers at <provider> does not take the place of the connected account
    A browser may be signed in at the provider as somebody else. What that person
    allows must not be stored as alice's.

    Given alice has an account made with <provider>
    And alice can sign in with <provider>
    When alice signs in with <provider>
    And alice asks <provider> for more access and chooses the account of carol there
    Then the app asked <provider> for one token
    And alice's connected accounts are those of hers at <provider>
    And alice is told that <provider> was not connected
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

