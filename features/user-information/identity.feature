Feature: Whom the provider's answers are about

  The ID token is signed and says who somebody is. What else the provider says may
  add to that, and must not change it.

  @ui-sub-mismatch @must @oidc @negative @oidc-core-5.3.2
  Scenario Outline: Userinfo of <provider> about somebody else counts for nothing
    A token that was swapped on its way brings another person's userinfo.

    Given alice has an account made with <provider>
    And the userinfo of <provider> will speak of alice with her subject when it is asked about eve
    When eve signs in with <provider>
    Then the altered answer reached the app
    And eve is not in the account of alice
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @ui-sub-missing @must @oidc @negative @oidc-core-5.3.2
  Scenario Outline: Userinfo of <provider> about nobody counts for nothing
    Given alice has an account made with <provider>
    And the userinfo of <provider> will speak of alice without a subject when it is asked about eve
    When eve signs in with <provider>
    Then the altered answer reached the app
    And eve is not in the account of alice
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @ui-sub-array @must @oidc @negative @oidc-core-5.3.2
  Scenario Outline: A list of subjects in userinfo of <provider> is nobody's subject
    Made a text, a list of one looks like the one.

    Given alice has an account made with <provider>
    And the userinfo of <provider> will speak of alice with her subject in a list when it is asked about eve
    When eve signs in with <provider>
    Then the altered answer reached the app
    And eve is not in the account of alice
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @ui-email-missing @usability @core @clerk-missing-requirements
  Scenario Outline: Somebody whose address <provider> does not tell is not called null
    Given <provider> will not say which address eve has
    When eve signs up with <provider>
    Then the altered answer reached the app
    And nobody is called null in eve's browser
    And eve sees a readable page with a way on

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @ui-email-invalid @should @core
  Scenario Outline: What <provider> says of an address is looked at before it is one: <text>
    Mail goes where the text says, and a second line in it is a header of its own.

    Given <provider> will say of eve that her address is <text>
    When eve signs up with <provider>
    Then the altered answer reached the app
    And no account has an address that is none in eve's browser
    And eve sees a readable page with a way on

    Examples:
      | provider | text                         |
      | Google   | no address at all            |
      | Google   | an address and a second line |
      | GitHub   | two addresses and a comma    |

  @ui-unicode-names @usability @core
  Scenario Outline: A name that is not written in ASCII arrives from <provider> as it is
    Given <provider> will say of alice that her name is not written in ASCII
    When alice signs up with <provider>
    Then the altered answer reached the app
    And alice is signed in
    And the app shows the name of alice as it is

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @ui-picture-hostile @should @core @negative @rfc6749-10.14
  Scenario Outline: A name from <provider> that is a script is only text
    People choose their names, and the provider passes them on.

    Given <provider> will say of alice that her name is a script for another site
    When alice signs up with <provider>
    Then the altered answer reached the app
    And alice is signed in
    And the script in the name of alice is text and ran nowhere

    Examples:
      | provider |
      | Google   |
      | GitHub   |
