Feature: What holds for a run as a whole

  These look at everything that the browsers of all other checks in the same run saw,
  and run after them.

  @brw-no-stack-trace @must @core @whole-run @negative @rfc6749-10.14
  Scenario: No page shows how the app works inside, and no address a secret
    A stack trace tells an attacker which versions to look up; a token or the client's
    secret in a page or an address ends in logs and screenshots.

    Then no page of the app in this run showed a stack trace or a secret

  @brw-no-5xx @should @core @whole-run @negative
  Scenario: Whatever providers and people do, the app's server does not fail
    Then no answer of the app in this run was an error of its server
