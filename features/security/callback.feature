Feature: The callback address under attack

  Everybody can make a browser open an address. Each scenario changes one thing in
  the address of an honest answer that has not been used yet.

  @cb-happy-path-extra-params @must @core @rfc6749-4.1.2
  Scenario Outline: An answer of <provider> with parameters that the app does not know is accepted
    Without this, the refusals below would prove nothing; and providers add some.

    Given alice has an account made with <provider>
    And <provider> will hold back its answer to alice
    When alice signs in with <provider>
    Then <provider> held back an answer to alice
    When alice opens her answer from <provider> that was held back with parameters that nobody knows
    Then alice is signed in

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @cb-state-near-miss @must @core @negative @rfc6749-10.12
  Scenario Outline: An answer of <provider> <change> is refused
    A state is compared whole, or it is not compared.

    Given alice has an account made with <provider>
    And <provider> will hold back its answer to alice
    When alice signs in with <provider>
    Then <provider> held back an answer to alice
    When alice opens her answer from <provider> that was held back <change>
    Then alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider | change                           |
      | Google   | with the state cut short         |
      | GitHub   | with the state cut short         |
      | Google   | with the state in the other case |
      | GitHub   | with the state in the other case |
      | Google   | with a letter behind the state   |
      | GitHub   | with a letter behind the state   |

  @cb-duplicate-state @must @core @negative @rfc6749-3.1
  Scenario Outline: An answer of <provider> with two states is refused
    Given alice has an account made with <provider>
    And <provider> will hold back its answer to alice
    When alice signs in with <provider>
    Then <provider> held back an answer to alice
    When alice opens her answer from <provider> that was held back with a wrong state before the right one
    Then alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @cb-code-and-error @should @core @negative @rfc6749-4.1.2.1
  Scenario Outline: An answer of <provider> with a code and an error is refused
    Given alice has an account made with <provider>
    And <provider> will hold back its answer to alice
    When alice signs in with <provider>
    Then <provider> held back an answer to alice
    When alice opens her answer from <provider> that was held back with an error beside the code
    Then alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @cb-iss-wrong @must @core @negative @rfc9207-2.4
  Scenario Outline: An answer that another issuer than <provider> claims is refused
    It keeps the code of one provider from another one.

    Given alice has an account made with <provider>
    And <provider> will hold back its answer to alice
    When alice signs in with <provider>
    Then <provider> held back an answer to alice
    When alice opens her answer from <provider> that was held back with the name of another issuer
    Then alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @cb-no-code-no-error @usability @core @rfc6749-4.1.2
  Scenario Outline: The bare callback address of <provider> shows a page
    Given alice has an account made with <provider>
    And <provider> will hold back its answer to alice
    When alice signs in with <provider>
    Then <provider> held back an answer to alice
    When alice opens her answer from <provider> that was held back with nothing in it
    Then alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @cb-error-unknown-code @usability @core @rfc6749-8.5
  Scenario Outline: An error of <provider> that the app does not know ends on a page from which the person can start again
    Given alice has an account made with <provider>
    And <provider> will hold back its answer to alice
    When alice signs in with <provider>
    Then <provider> held back an answer to alice
    When alice opens her answer from <provider> that was held back with an error that nobody knows in place of the code
    Then alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |
