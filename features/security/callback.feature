Feature: The callback address under attack

  Everybody can make a browser open an address. Each scenario changes one thing in
  the address of an honest answer that has not been used yet.

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
    It keeps the code of one provider from another one. An address of its own for each
    provider does so too, and then not to look at the issuer warns (RFC 9700 section
    4.4.2), unless the app has read metadata of the provider that promise one: who knows
    of the promise has to hold the provider to it.

    Given alice has an account made with <provider>
    And <provider> will hold back its answer to alice
    When alice signs in with <provider>
    Then <provider> held back an answer to alice
    When alice opens her answer from <provider> that was held back with the name of another issuer
    Then alice is not signed in by an answer of another issuer than <provider>
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @cb-state-cookie-missing @must @core @negative @rfc6749-10.12
  Scenario Outline: An answer of <provider> in a browser that has lost its cookies is refused
    A check that is left out where there is nothing to compare with is none.

    Given alice has an account made with <provider>
    And <provider> will hold back its answer to alice
    When alice signs in with <provider>
    Then <provider> held back an answer to alice
    When alice clears the cookies of her browser
    And alice opens the address of her last answer from <provider> again
    Then alice is not signed in
    And the app asked <provider> for no token
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @lock-callback-flood @should @core
  Scenario Outline: Many answers of <provider> that belong to nobody keep nobody out
    Whoever can send them from everywhere could lock everybody out. An app may refuse the
    sender for a while; here the sender and the person share one address, which warns.

    Given alice has an account made with <provider>
    And <provider> will hold back its answer to alice
    When alice signs in with <provider>
    Then <provider> held back an answer to alice
    When somebody sends the app 60 answers of <provider> that belong to no sign-in
    And alice opens the address of her last answer from <provider> again
    Then alice is signed in
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
