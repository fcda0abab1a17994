Feature: Addresses that have to be proved

  @xfr-missing-phone @usability @core @clerk-missing-requirements
  Scenario Outline: A new user from <provider> gives a telephone number and proves it
    Given the app requires telephone number
    When carol signs up with <provider>
    Then carol is asked for her telephone number
    When carol gives a valid telephone number
    Then carol is asked for a code that was sent to her telephone
    When carol gives the code out of her telephone
    Then carol is signed in
    And there is one account for carol

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @xfr-missing-phone-proved @must @core @negative @clerk-missing-requirements
  Scenario Outline: A telephone number that nobody proved gives a new user from <provider> no session
    Given the app requires telephone number
    When carol signs up with <provider>
    Then carol is asked for her telephone number
    When carol gives an invalid telephone number
    Then carol is told that it was not accepted
    When carol gives a valid telephone number
    Then carol is asked for a code that was sent to her telephone
    And carol is not signed in
    When carol gives another code than that out of her telephone
    Then carol is told that it was not accepted
    And carol is not signed in
    When carol gives the code out of her telephone
    Then carol is signed in

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @sup-unverified-email @must @core @negative @oidc-core-5.7 @clerk-missing-requirements
  Scenario Outline: An address that <provider> does not vouch for has to be proved before it is an account's
    Given <provider> does not vouch for the address of eve
    When eve signs up with <provider>
    Then the app asked <provider> for one token
    And eve is asked for a code that was sent to her mailbox
    And eve is not signed in
    When eve gives another code than that out of her mailbox
    Then eve is told that it was not accepted
    And eve is not signed in
    When eve gives the code out of her mailbox
    Then eve is signed in
    And there is one account for eve

    Examples:
      | provider |
      | Google   |

  @xfr-missing-requirements-email-typed @must @core @negative @clerk-missing-requirements
  Scenario Outline: An address that someone from <provider> types has to be proved
    GitHub tells no address that it has not checked. The app asks for one, and
    what is typed is a claim.

    Given <provider> does not vouch for the address of eve
    When eve signs up with <provider>
    Then eve is asked for her email address
    When eve gives a valid email address
    Then eve is asked for a code that was sent to her mailbox
    And eve is not signed in
    When eve gives another code than that out of her mailbox
    Then eve is told that it was not accepted
    And eve is not signed in
    When eve gives the code out of her mailbox
    Then eve is signed in

    Examples:
      | provider |
      | GitHub   |
