Feature: Sign-up of a new user

  @sup-new-user @must @core @rfc6749-4.1
  Scenario Outline: Someone new signs up with <provider> and is signed in
    The sign-up page is the front door of most products; its social button has
    to end with one account and a session.

    When eve signs up with <provider>
    Then eve is signed in
    And the app asked <provider> for one token
    And there is one account for eve

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @sup-then-sign-in @must @core
  Scenario Outline: Someone who signed up with <provider> comes back to the same account
    An identity is the provider and its subject. A second visit must find it.

    Given eve has an account made with <provider>
    When eve signs in with <provider>
    Then eve is signed in
    And there is one account for eve

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @sup-access-denied-kind @usability @core @rfc6749-4.1.2.1
  Scenario Outline: Someone who cancels at <provider> while signing up gets no account and can try again
    A person who says no at the provider has not signed up.

    When eve starts to sign up with <provider> and cancels there
    Then the app received the error access_denied from <provider>
    And eve is not signed in
    And there is no account for eve
    And eve sees a readable page with a way on
    And eve can sign up with <provider> in the same browser

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @acc-create-atomic @should @core
  Scenario Outline: A sign-up with <provider> that breaks off half-way can be done later
    Half an account is in the way of a whole one: it has the identity, and lacks the rest.

    Given <provider> will answer <question> with one with the status 503
    When eve signs up with <provider>
    Then the altered answer reached the app
    And eve is signed in or sees a readable page with a way on
    And eve can sign up with <provider> when she tries again later
    And there is one account for eve
    And eve can sign in with <provider> again

    Examples:
      | provider | question                |
      | Google   | who eve is              |
      | GitHub   | which addresses eve has |
