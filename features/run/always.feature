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

  @brw-alive-after-run @must @core @whole-run
  Scenario: After all that went wrong, people still sign up and sign in with every provider
    One bad answer must not spoil the app for everybody who comes later.

    Then somebody new can sign up with every provider of the app and sign in again

  @tks-not-in-logs @should @tokens @whole-run @negative @rfc9700-4.2 @rfc9700-4.3
  Scenario: What the app prints has no code, no token, and no secret in it
    Logs are kept for years, copied to other services, and read by many.

    Then nothing that the app printed in this run is a code, a token, or a secret
