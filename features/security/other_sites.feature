Feature: What other sites can do

  A browser carries its cookies wherever a page sends it. Pages of other sites do
  here what the app's own buttons do, by a link and by a form.

  @req-start-needs-user-intent @must @core @negative @rfc9700-4.7
  Scenario Outline: A page of another site cannot sign somebody in with <provider>
    Whoever is signed in without having asked for it works in an account that may
    be somebody else's.

    Given mallory has an account made with <provider>
    When a page of another site has alice's browser ask for what signing in with <provider> asks, where <provider> knows it as mallory
    Then nobody was signed in in alice's browser without being asked
    And mallory can sign in with <provider> again

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @con-connect-init-csrf @must @connect @negative @rfc9700-4.7
  Scenario Outline: A page of another site cannot connect <other> to somebody's account
    The attacker's account at the provider would open the victim's account here.

    Given alice has an account made with <provider>
    When alice signs in with <provider>
    Then alice is signed in
    When a page of another site has alice's browser ask for what connecting <other> asks, where <other> knows it as mallory
    Then alice's connected accounts are those of hers at <provider>
    And alice is signed in
    When alice connects <other>
    Then alice's connected accounts are those of hers at <provider> and <other>

    Examples:
      | provider | other  |
      | Google   | GitHub |
      | GitHub   | Google |

  @con-disconnect-csrf @must @connect @negative
  Scenario Outline: A page of another site cannot disconnect <other> from somebody's account
    Given alice has an account made with <provider>
    When alice signs in with <provider>
    And alice connects <other>
    Then alice's connected accounts are those of hers at <provider> and <other>
    When a page of another site has alice's browser ask for what disconnecting <other> asks
    Then alice's connected accounts are those of hers at <provider> and <other>
    When alice disconnects <other>
    Then alice's connected accounts are those of hers at <provider>

    Examples:
      | provider | other  |
      | Google   | GitHub |
      | GitHub   | Google |

  @ses-logout-csrf @should @session @negative
  Scenario Outline: A page of another site cannot sign out somebody who came with <provider>
    Given alice has an account made with <provider>
    When alice signs in with <provider>
    Then alice is signed in
    When a page of another site has alice's browser ask for what signing out asks
    Then alice is signed in
    When alice signs out
    Then alice is not signed in

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @brw-frame-protection @must @core @negative @rfc6749-10.13 @rfc9700-4.16
  Scenario Outline: Other sites cannot show the page on which people sign in with <provider>
    In a frame that nobody sees, people press what they do not mean to.

    When alice signs up with <provider>
    Then alice is signed in
    And no other site may show the sign-in page in a frame

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @brw-cors-closed @must @core @negative
  Scenario Outline: Scripts of other sites cannot read who came with <provider>
    When alice signs up with <provider>
    Then alice is signed in
    And scripts of other sites cannot read who alice is

    Examples:
      | provider |
      | Google   |
      | GitHub   |

  @brw-method-override @should @core @negative
  Scenario Outline: A link that says it is a form signs out nobody who came with <provider>
    Some frameworks let a parameter name the method. A link then does what only a form may.

    Given alice has an account made with <provider>
    When alice signs in with <provider>
    Then alice is signed in
    When a link of another site says to alice's browser that it is the form for signing out
    Then alice is signed in
    When alice signs out
    Then alice is not signed in

    Examples:
      | provider |
      | Google   |
