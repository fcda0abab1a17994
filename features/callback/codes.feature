Feature: Codes and errors of every kind

  A code is the provider's own business: the app carries it, whatever it looks like.
  And a provider has many ways to say no.

  @cb-long-code @usability @core @rfc6749-4.1.2
  Scenario Outline: A code of <provider> may be long
    Standards set no limit, so a column or a buffer that is too short loses people.

    Given alice has an account made with <provider>
    And <provider> will send alice a code of more than four thousand letters
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is signed in

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @cb-code-special-chars @must @core @rfc6749-4.1.2
  Scenario Outline: A code of <provider> arrives at the token endpoint byte for byte
    Whoever decodes once too often, or does not encode, loses people now and then.

    Given alice has an account made with <provider>
    And <provider> will send alice a code with letters that addresses give a meaning
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is signed in

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @cb-huge-params @should @core @negative @rfc9110-15.5.15
  Scenario Outline: A parameter as long as a book is refused at the callback of <provider>
    Given alice has an account made with <provider>
    And <provider> will hold back its answer to alice
    When alice signs in with <provider>
    Then <provider> held back an answer to alice
    And the app withstands alice's answer from <provider> that was held back with a state of 60 000 letters, brought by a program
    And alice is not signed in
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @cb-code-bad-bytes @should @core @negative @rfc6749-10.14
  Scenario Outline: Bytes that are no text are refused at the callback of <provider>
    Given alice has an account made with <provider>
    And <provider> will hold back its answer to alice
    When alice signs in with <provider>
    Then <provider> held back an answer to alice
    And the app withstands alice's answer from <provider> that was held back with a code of bytes that are no text, brought by a program
    And alice is not signed in
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @cb-wrong-method @should @core @rfc6749-3.1.2
  Scenario Outline: An answer of <provider> that comes as a form is taken or refused, and breaks nothing
    Given alice has an account made with <provider>
    And <provider> will hold back its answer to alice
    When alice signs in with <provider>
    Then <provider> held back an answer to alice
    And the app withstands alice's answer from <provider> that was held back, sent as a form
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @cb-error-codes-mapped @usability @core @rfc6749-4.1.2.1 @oidc-core-3.1.2.6
  Scenario Outline: The error <error> of <provider> ends on a page from which the person can start again
    Given <provider> will hold back its answer to alice
    When alice signs in with <provider>
    Then <provider> held back an answer to alice
    When alice opens her answer from <provider> that was held back as the error <error>
    Then alice is not signed in
    And alice sees a readable page with a way on

    Examples:
      | provider | error                      |
      | Google   | invalid_request            |
      | Google   | unauthorized_client        |
      | Google   | unsupported_response_type  |
      | Google   | invalid_scope              |
      | Google   | server_error               |
      | Google   | temporarily_unavailable    |
      | Google   | interaction_required       |
      | Google   | login_required             |
      | Google   | consent_required           |
      | Google   | account_selection_required |

  @cb-iss-on-error @should @core @negative @rfc9207-2.4
  Scenario Outline: An error that another issuer than <provider> claims blames nobody
    Given alice has an account made with <provider>
    And <provider> will hold back its answer to alice
    When alice signs in with <provider>
    Then <provider> held back an answer to alice
    When alice opens her answer from <provider> that was held back with an error and the name of another issuer in place of the code
    Then alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
