Feature: The keys of the ID token

  A provider publishes keys, and says of each what it is for. Which key is taken, and
  how it is used, is for the app to see to.

  @idt-kid-absent-many-keys @info @oidc @rfc7515-4.1.4
  Scenario Outline: An ID token of <provider> that does not name its key, of which there are several
    An app may try them all, or refuse.

    Given alice has an account made with <provider>
    And <provider> will send alice an ID token that does not name its key
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is signed in or sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @idt-x5c-header @must @oidc @negative @rfc8725-3.10
  Scenario Outline: An ID token of <provider> that brings a certificate of its own signs nobody in
    Anybody can make a certificate. This one says nothing about who made it.

    Given alice has an account made with <provider>
    And <provider> will send alice an ID token that carries the certificate to check it with
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in, unless the app leaves the signatures of <provider> to TLS
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @idt-alg-unexpected @should @oidc @negative @oidc-core-3.1.3.7 @rfc8725-3.1
  Scenario Outline: An ID token of <provider> by another algorithm than was agreed on signs nobody in
    The signature is right and the key is too; it is published for RS256, and the token says RS512. Whoever lets the
    token choose has no say in what it chooses next.

    Given alice has an account made with <provider>
    And <provider> will send alice an ID token signed by an algorithm that its key is not for
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in, unless the app leaves the signatures of <provider> to TLS
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @idt-weak-key @should @oidc @negative @rfc7518-3.3
  Scenario Outline: An ID token signed with a key of <provider> that is too short signs nobody in
    1024 bits can be broken by those who care to.

    Given alice has an account made with <provider>
    And <provider> will send alice an ID token signed with a key that is too short
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in, unless the app leaves the signatures of <provider> to TLS
    And the app has read which keys <provider> has, that one too
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @idt-jwks-enc-key @should @oidc @negative @rfc7517-4.2
  Scenario Outline: An ID token signed with a key of <provider> that is published for encryption signs nobody in
    Given alice has an account made with <provider>
    And <provider> will send alice an ID token signed with a key for encryption
    When alice signs in with <provider>
    Then the altered answer reached the app
    And alice is not signed in, unless the app leaves the signatures of <provider> to TLS
    And the app has read which keys <provider> has, that one too
    And alice sees a readable page with a way on
    And alice can sign in with <provider> again

    Examples:
      | provider |
      | Google   |

  @idt-discovery-issuer-mismatch @must @oidc @negative @rfc8414-3.3
  Scenario Outline: Metadata of <provider> that name another issuer than they were asked for are not used
    Whoever can answer in place of the metadata chooses every other address, and is found out by the name.

    Given the app is told a name of Google that Google's metadata do not have
    And alice has an account made with GitHub
    When alice presses the button of <provider>
    Then the app has read the metadata of <provider> under that name
    And <provider> is not asked to sign alice in
    And alice is not signed in
    And alice sees a readable page with a way on
    And alice can sign in with GitHub again

    Examples:
      | provider |
      | Google   |
