Feature: What people do with their browser around the callback

  People open a second tab, press reload and back, and click twice. None of that is
  an attack, and none of it may cost them their sign-in.

  @cb-two-tabs @usability @core @rfc9700-2.1
  Scenario Outline: Of two tabs that sign in with <provider>, the older one may finish first
    Whoever keeps a single attempt for each browser loses the older one.

    Given alice has an account made with <provider>
    When alice starts to sign in with <provider>
    And alice starts to sign in with <provider> in a second tab
    And alice finishes her sign-in with <provider>
    Then alice is signed in, or at least by the tab that she opened last with <provider>
    When alice finishes her sign-in with <provider> in the second tab
    Then alice is signed in
    And alice sees a readable page with a way on in both tabs

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @cb-two-tabs-newer-first @usability @core @rfc9700-2.1
  Scenario Outline: Of two tabs that sign in with <provider>, the newer one may finish first
    Given alice has an account made with <provider>
    When alice starts to sign in with <provider>
    And alice starts to sign in with <provider> in a second tab
    And alice finishes her sign-in with <provider> in the second tab
    Then alice is signed in
    When alice finishes her sign-in with <provider>
    Then alice is signed in

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @cb-callback-other-tab @usability @core
  Scenario Outline: An answer of <provider> that opens in another tab of the same browser signs in
    Apps on telephones and links with the middle button do that.

    Given alice has an account made with <provider>
    And <provider> will hold back its answer to alice
    When alice signs in with <provider>
    Then <provider> held back an answer to alice
    When alice opens her answer from <provider> that was held back in a second tab
    Then alice is signed in

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @cb-double-submit @must @core @rfc6749-4.1.2
  Scenario Outline: An answer of <provider> that arrives twice at the same moment makes one account
    A browser that restores its tabs does that, and so does an impatient person.

    Given <provider> will hold back its answer to alice
    When alice signs up with <provider>
    Then <provider> held back an answer to alice
    When alice opens her answer from <provider> that was held back in two tabs at once
    Then there is one account for alice
    And alice sees a readable page with a way on in both tabs
    And alice can sign in with <provider> again
    And there is one account for alice

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @cb-refresh-callback-page @usability @core @rfc6749-4.1.2
  Scenario Outline: Reload after signing in with <provider> neither breaks nor repeats anything
    A code is good once. What a person sees after a reload must not be the error about that.

    Given alice has an account made with <provider>
    When alice signs in with <provider>
    Then alice is signed in
    When alice reloads the page
    Then alice sees a page that is no error
    And alice is signed in
    And the app asked <provider> for one token
    When alice opens the address of her last answer from <provider> again
    Then alice is signed in
    And there is one account for alice

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @cb-back-button @usability @core @rfc6749-4.1.2
  Scenario Outline: Going back after signing in with <provider> leads to no error
    Given alice has an account made with <provider>
    When alice signs in with <provider>
    Then alice is signed in
    When alice goes back to the page of the app before that
    Then alice sees a page that is no error
    And alice is signed in

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @brw-button-double-click @usability @core
  Scenario Outline: A double click on the button of <provider> starts one sign-in that works
    Given alice has an account made with <provider>
    When alice signs in with <provider> by a double click
    Then alice is signed in

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @brw-works-with-tracking-params @usability @core
  Scenario Outline: Who comes from an advertisement can sign in with <provider>
    Advertisements add parameters to an address, which a strict parser trips over.

    Given alice has an account made with <provider>
    When alice signs in with <provider> on a page that an advertisement leads to
    Then alice is signed in

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @brw-keyboard-only @usability @core
  Scenario Outline: Who has no mouse can sign in with <provider>
    Given alice has an account made with <provider>
    When alice signs in with <provider> with the keyboard alone
    Then alice is signed in

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @brw-accessible-errors @usability @core
  Scenario Outline: What people see when signing in with <provider> went wrong, everybody can use
    With a screen reader, a keyboard, or weak eyes: this page is where they are lost.

    Given alice has an account made with <provider>
    When alice starts to sign in with <provider> and cancels there
    Then alice is not signed in
    And alice sees a page that everybody can use
    When alice opens the address of her last answer from <provider> again
    Then alice is not signed in
    And alice sees a page that everybody can use

    Examples:
      | provider |
      | Google   |
      | GitHub   |
