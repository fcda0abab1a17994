Feature: Missing requirements

  A product may want more than a provider tells: a last name, a username,
  consent to its terms. It asks for these between the provider and the session.

  @xfr-missing-requirements @usability @core @clerk-missing-requirements
  Scenario Outline: A new user from <provider> is asked for the missing <requirement>
    The provider's answer is kept while the person fills in what is missing;
    nothing has to be done twice.

    Given the app requires <requirement>
    When carol signs up with <provider>
    Then carol is asked for her <requirement>
    When carol gives a valid <requirement>
    Then carol is signed in
    And there is one account for carol

    Examples:
      | provider | requirement      |
      | Google   | last name        |
      | GitHub   | last name        |
      | Google   | legal acceptance |
      | GitHub   | legal acceptance |
      | Google   | username         |
      | GitHub   | username         |

  @xfr-missing-requirements-validated @must @core @negative @clerk-missing-requirements
  Scenario Outline: A new user from <provider> cannot go on with an invalid <requirement>
    A requirement that accepts anything is none.

    Given the app requires <requirement>
    When carol signs up with <provider>
    Then carol is asked for her <requirement>
    When carol gives an invalid <requirement>
    Then carol is told that it was not accepted
    And carol is not signed in
    When carol gives a valid <requirement>
    Then carol is signed in

    Examples:
      | provider | requirement      |
      | Google   | last name        |
      | GitHub   | last name        |
      | Google   | legal acceptance |
      | GitHub   | legal acceptance |
      | Google   | username         |
      | GitHub   | username         |

  @xfr-pending-signup-hides-nothing @must @core @negative @clerk-missing-requirements
  Scenario Outline: Before the missing <requirement> is given, a new user from <provider> has no session
    A session before the end of the sign-up makes every requirement optional.

    Given the app requires <requirement>
    When carol signs up with <provider>
    Then carol is asked for her <requirement>
    And carol is not signed in
    When carol leaves the form and opens the protected page
    Then carol is not signed in

    Examples:
      | provider | requirement      |
      | Google   | last name        |
      | GitHub   | last name        |
      | Google   | legal acceptance |
      | GitHub   | legal acceptance |
      | Google   | username         |
      | GitHub   | username         |

  @xfr-missing-requirements-after-transfer @usability @core @clerk-missing-requirements
  Scenario Outline: A new user who came through "Sign in" with <provider> is asked for the missing <requirement> too
    The transfer from sign-in to sign-up must not skip what a sign-up requires.

    Given the app requires <requirement>
    When carol signs in with <provider>
    Then carol is asked for her <requirement>
    When carol gives a valid <requirement>
    Then carol is signed in

    Examples:
      | provider | requirement      |
      | Google   | last name        |
      | GitHub   | last name        |
      | Google   | legal acceptance |
      | GitHub   | legal acceptance |
      | Google   | username         |
      | GitHub   | username         |
