Feature: Sign-in of an existing user

  @cb-happy-path @must @core @rfc6749-4.1 @oidc-core-3.1
  Scenario Outline: An honest sign-in with <provider> ends signed in as the right person
    Everything else builds on this: a check that expects a refusal proves nothing
    while honest people are refused too.

    Given alice has an account made with <provider>
    When alice signs in with <provider>
    Then alice is signed in
    And the app asked <provider> for one token
    And there is one account for alice

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @ses-second-person @must @core
  Scenario Outline: Two people who sign in with <provider> at the same time stay apart
    Per-sign-in data on an object that is shared by everybody hands one person
    the account of another.

    Given alice has an account made with <provider>
    And bob has an account made with <provider>
    When alice starts to sign in with <provider>
    And bob signs in with <provider>
    And alice finishes her sign-in with <provider>
    Then alice is signed in
    And bob is signed in

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @cb-access-denied-kind @usability @core @rfc6749-4.1.2.1
  Scenario Outline: Someone who cancels at <provider> while signing in is told so and can try again
    Cancelling is a normal thing to do. A crash, a blank page, or a dead end
    loses the person.

    Given alice has an account made with <provider>
    When alice starts to sign in with <provider> and cancels there
    Then the app received the error access_denied from <provider>
    And alice is not signed in
    And the app asked <provider> for no token
    And alice sees a readable page with a way on
    And alice can sign in with <provider> in the same browser

    Examples:
      | provider |
      | Google   |
      | GitHub   |
