Feature: Answers that say error

  Everybody can write them: what they say is nobody's word.

  @cb-error-xss @must @core @negative @rfc6749-10.14
  Scenario Outline: Markup in <place> of an answer becomes part of no page
    The markup breaks out of elements, attributes, strings of scripts, and templates.

    Given alice has an account made with <provider>
    And <provider> will hold back its answer to alice
    When alice signs in with <provider>
    Then <provider> held back an answer to alice
    When alice opens her held answer from <provider>, with markup in <place>
    Then nothing of the markup is part of the page that alice sees
    And alice can sign in with <provider> again

    Examples:
      | provider | place                       |
      | Google   | the description of an error |
      | Google   | the name of an error        |
      | Google   | the address of an error     |
      | Google   | the state                   |
      | Google   | the code                    |

  @cb-error-content-spoof @should @core @negative @rfc6749-10.14 @rfc9700-4.11
  Scenario Outline: What an answer of <provider> says about an error is not shown as the app's own words
    Given alice has an account made with <provider>
    And <provider> will hold back its answer to alice
    When alice signs in with <provider>
    Then <provider> held back an answer to alice
    When alice opens her held answer from <provider>, as an error with words of an attacker's
    Then alice does not read those words as the app's own
    And alice is not signed in
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @cb-error-needs-state @should @core @negative @rfc6749-10.12
  Scenario Outline: An error <state> that <provider> never sent changes nothing for whoever is signed in
    Given alice has an account made with <provider>
    When alice signs in with <provider>
    Then alice is signed in
    When alice opens her last answer from <provider>, as an error <state>
    Then alice is signed in

    Examples:
      | provider | state              |
      | Google   | with another state |
      | Google   | without a state    |
