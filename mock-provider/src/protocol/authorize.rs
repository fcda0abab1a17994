//! The authorization request (RFC 6749 §4.1.1, OIDC Core §3.1.2.1, RFC 7636 §4.3).

use serde::{Deserialize, Serialize};

use super::{
    Parameters,
    pkce::{self, Challenge, Method},
    redirect_uri::{self, Matching},
    response_mode::ResponseMode,
    response_type::ResponseType,
};

mod oidc_problem;
mod problem;

pub use oidc_problem::OidcProblem;
pub use problem::{Problem, WrongTenant};

/// What a provider demands of an authorization request.
#[derive(Debug, Clone)]
pub struct AuthorizeRules {
    /// Whether a parameter may be sent twice (the last one counts) or not at all.
    pub repeated_parameters: bool,
    /// Whether `response_type` may be left out.
    pub response_type_optional: bool,
    /// Whether `redirect_uri` may be left out; the first registered one counts then.
    pub redirect_uri_optional: bool,
    /// Whether implicit and hybrid response types are served beside `code`.
    pub implicit: bool,
    /// The values of `response_mode`. None: the parameter is ignored.
    pub response_modes: &'static [ResponseMode],
    /// Pairs of parameters that must not be sent together.
    pub exclusive: &'static [(&'static str, &'static str)],
    /// A value of `redirect_uri` that is no URI and has a meaning of its own.
    pub special_redirect: Option<&'static str>,
    /// A value of `redirect_uri` that is refused whoever asks.
    pub retired_redirect: Option<&'static str>,
    /// How a redirect URI is compared with the registered ones.
    pub matching: Matching,
    /// The registered redirect URIs that cover what is below them, whatever `matching` says.
    pub below: Vec<String>,
    /// Whether `scope` may be left out.
    pub scope_optional: bool,
    /// The characters between scopes.
    pub scope_separators: &'static [char],
    /// Whether a scope exists; where unknown scopes do not matter, always true.
    pub scope_known: fn(&str) -> bool,
    /// Whether a request without a challenge is refused.
    pub challenge_required: bool,
    /// The method of a challenge that comes without one; absent: the method must be sent.
    pub default_challenge_method: Option<Method>,
    /// Whether `plain` challenges are accepted.
    pub plain_challenge: bool,
    /// The values of `prompt`; others are refused. Absent: unknown values are ignored.
    pub prompts: Option<&'static [&'static str]>,
    /// The parameter that suggests an account.
    pub hint_parameter: &'static str,
    /// Parameters that mean nothing to the provider, whatever they mean to others.
    pub ignored: &'static [&'static str],
    /// Where challenges of any length and alphabet are taken: how a method that is neither `S256` nor `plain` is
    /// read, if it is not refused. Absent: RFC 7636 is kept to.
    pub loose_challenges: Option<fn(&str) -> Option<Method>>,
    /// Whether an id_token may pass through the browser without a nonce.
    pub nonce_optional: bool,
}

/// An authorization request that broke no rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizationRequest {
    /// Who asks.
    pub client_id: String,
    /// Where the answer goes.
    pub redirect_uri: String,
    /// Whether the request named it; if so, the token request must repeat it (RFC 6749 §4.1.3).
    pub redirect_uri_sent: bool,
    /// What the response is to carry.
    pub response_type: ResponseType,
    /// How the response is to travel.
    pub response_mode: ResponseMode,
    /// What is asked, in the order in which it was asked, without repetitions.
    pub scopes: Vec<String>,
    /// Echoed byte for byte.
    pub state: Option<String>,
    /// Copied into the id_token.
    pub nonce: Option<String>,
    /// The PKCE challenge.
    pub challenge: Option<Challenge>,
    /// The values of `prompt`.
    pub prompt: Vec<String>,
    /// The account that the client suggests.
    pub hint: Option<String>,
    /// Everything that was sent, for what only one dialect knows.
    pub parameters: Parameters,
}

impl AuthorizationRequest {
    /// Whether `prompt` has a value.
    #[must_use]
    pub fn prompts(&self, value: &str) -> bool {
        self.prompt.iter().any(|prompt| prompt == value)
    }

    /// Where the answer goes.
    #[must_use]
    pub fn redirect(&self) -> Redirect {
        Redirect {
            uri: self.redirect_uri.clone(),
            state: self.state.clone(),
            mode: self.response_mode,
            origin: self.parameters.get("origin").map(ToOwned::to_owned),
        }
    }
}

/// A refused authorization request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// What was wrong.
    pub problem: Problem,
    /// The `state` of the request, whether or not it may be sent anywhere.
    pub state: Option<String>,
    /// The redirect URI and `state`, where both the client and the URI are known to be good: only then may an
    /// error be sent there (RFC 6749 §4.1.2.1).
    pub redirect: Option<Redirect>,
}

/// Where an error may be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// A redirect URI that the client registered.
    pub uri: String,
    /// To be echoed.
    pub state: Option<String>,
    /// How the answer travels.
    pub mode: ResponseMode,
    /// The origin of the page that opened a popup and waits for the answer there.
    pub origin: Option<String>,
}

/// Checks an authorization request against the rules of its provider.
///
/// `registered` are the redirect URIs of the client that the request names; absent when there is none of that name.
///
/// # Errors
/// [`Rejection`] with the first rule that was broken.
pub fn check(
    parameters: &Parameters,
    rules: &AuthorizeRules,
    registered: Option<&[String]>,
) -> Result<AuthorizationRequest, Box<Rejection>> {
    let state = parameters.get("state").map(ToOwned::to_owned);
    let on_page = |problem| {
        Box::new(Rejection {
            problem,
            state: state.clone(),
            redirect: None,
        })
    };
    check_repetition(parameters, rules).map_err(on_page)?;
    let client_id = parameters
        .get("client_id")
        .ok_or_else(|| on_page(Problem::MissingClientId))?;
    let registered = registered.ok_or_else(|| on_page(Problem::UnknownClient(client_id.to_owned())))?;
    let redirect_uri = check_redirect_uri(parameters, rules, registered).map_err(on_page)?;
    let (everything, parameters) = (parameters, &parameters.without(rules.ignored));

    let rejected = |problem, mode| {
        Box::new(Rejection {
            problem,
            state: state.clone(),
            redirect: Some(Redirect {
                uri: redirect_uri.clone(),
                state: state.clone(),
                mode,
                origin: parameters.get("origin").map(ToOwned::to_owned),
            }),
        })
    };
    let response_type =
        check_response_type(parameters, rules).map_err(|problem| rejected(problem, ResponseMode::Query))?;
    let usual = ResponseMode::usual(response_type);
    let response_mode =
        check_response_mode(parameters, rules, response_type).map_err(|problem| rejected(problem, usual))?;
    let redirected = |problem| rejected(problem, response_mode);
    let scopes = check_scope(parameters, rules).map_err(redirected)?;
    let challenge = check_challenge(parameters, rules).map_err(redirected)?;
    let prompt = check_prompt(parameters, rules).map_err(redirected)?;
    check_exclusive(parameters, rules).map_err(redirected)?;
    check_nonce(parameters, rules, response_type).map_err(redirected)?;

    Ok(AuthorizationRequest {
        client_id: client_id.to_owned(),
        redirect_uri_sent: parameters.get("redirect_uri").is_some(),
        response_type,
        response_mode,
        scopes,
        nonce: parameters.get("nonce").map(ToOwned::to_owned),
        challenge,
        prompt,
        hint: parameters.get(rules.hint_parameter).map(ToOwned::to_owned),
        parameters: everything.clone(),
        redirect_uri,
        state,
    })
}

/// RFC 6749 §3.1: parameters must not be included more than once.
fn check_repetition(parameters: &Parameters, rules: &AuthorizeRules) -> Result<(), Problem> {
    match parameters.repeated() {
        Some(name) if !rules.repeated_parameters => Err(Problem::RepeatedParameter(name.to_owned())),
        _ => Ok(()),
    }
}

/// RFC 6749 §3.1.2.3: where one was registered, only that one may be used.
fn check_redirect_uri(
    parameters: &Parameters,
    rules: &AuthorizeRules,
    registered: &[String],
) -> Result<String, Problem> {
    let mismatch = |asked: &str| Problem::RedirectUriMismatch {
        asked: asked.to_owned(),
        registered: registered.to_vec(),
    };
    match parameters.get("redirect_uri") {
        Some(asked) if rules.retired_redirect == Some(asked) => {
            Err(Problem::RetiredRedirectUri(asked.to_owned()))
        }
        Some(asked) if rules.special_redirect == Some(asked) => Ok(asked.to_owned()),
        Some(asked) if redirect_uri::permitted(rules.matching, &rules.below, registered, asked) => {
            Ok(asked.to_owned())
        }
        Some(asked) => Err(mismatch(asked)),
        None if rules.redirect_uri_optional => registered.first().cloned().ok_or_else(|| mismatch("")),
        None => Err(Problem::MissingRedirectUri),
    }
}

/// RFC 6749 §3.1.1.
fn check_response_type(parameters: &Parameters, rules: &AuthorizeRules) -> Result<ResponseType, Problem> {
    match parameters.get("response_type") {
        Some(text) => ResponseType::parse(text)
            .filter(|found| rules.implicit || *found == ResponseType::CODE)
            .ok_or_else(|| Problem::UnsupportedResponseType(text.to_owned())),
        None if rules.response_type_optional => Ok(ResponseType::CODE),
        None => Err(Problem::MissingResponseType),
    }
}

/// OAuth 2.0 Multiple Response Type Encoding Practices §2.1.
fn check_response_mode(
    parameters: &Parameters,
    rules: &AuthorizeRules,
    response_type: ResponseType,
) -> Result<ResponseMode, Problem> {
    match parameters
        .get("response_mode")
        .filter(|_| !rules.response_modes.is_empty())
    {
        Some(text) => ResponseMode::parse(text, response_type, rules.response_modes)
            .ok_or_else(|| Problem::UnsupportedResponseMode(text.to_owned())),
        None => Ok(ResponseMode::usual(response_type)),
    }
}

/// OIDC Core §3.2.2.1 and §3.3.2.11: an id_token that passes through the browser needs a nonce.
fn check_nonce(
    parameters: &Parameters,
    rules: &AuthorizeRules,
    response_type: ResponseType,
) -> Result<(), Problem> {
    if response_type.id_token && !rules.nonce_optional && parameters.get("nonce").is_none() {
        return Err(Problem::MissingNonce);
    }
    Ok(())
}

/// Parameters of two generations of one thing.
fn check_exclusive(parameters: &Parameters, rules: &AuthorizeRules) -> Result<(), Problem> {
    let both =
        |(one, other): &&(&str, &str)| parameters.get(one).is_some() && parameters.get(other).is_some();
    match rules.exclusive.iter().find(both) {
        Some((one, other)) => Err(Problem::ExclusiveParameters(one, other)),
        None => Ok(()),
    }
}

/// RFC 6749 §3.3.
fn check_scope(parameters: &Parameters, rules: &AuthorizeRules) -> Result<Vec<String>, Problem> {
    let mut scopes: Vec<String> = Vec::new();
    for scope in parameters
        .get("scope")
        .unwrap_or_default()
        .split(rules.scope_separators)
    {
        if !scope.is_empty() && !scopes.iter().any(|known| known == scope) {
            scopes.push(scope.to_owned());
        }
    }
    if scopes.is_empty() && !rules.scope_optional {
        return Err(Problem::MissingScope);
    }
    let (valid, invalid): (Vec<_>, Vec<_>) = scopes
        .iter()
        .cloned()
        .partition(|scope| (rules.scope_known)(scope));
    if invalid.is_empty() {
        Ok(scopes)
    } else {
        Err(Problem::UnknownScopes { valid, invalid })
    }
}

/// RFC 7636 §4.3 and §4.4.1.
fn check_challenge(parameters: &Parameters, rules: &AuthorizeRules) -> Result<Option<Challenge>, Problem> {
    let (value, method) = (
        parameters.get("code_challenge"),
        parameters.get("code_challenge_method"),
    );
    let Some(value) = value else {
        return if method.is_some() || rules.challenge_required {
            Err(Problem::MissingChallenge)
        } else {
            Ok(None)
        };
    };
    let method = match (method, rules.default_challenge_method) {
        (Some("S256"), _) => Method::S256,
        (Some("plain"), _) if rules.plain_challenge => Method::Plain,
        (Some(other), _) => rules
            .loose_challenges
            .and_then(|read| read(other))
            .ok_or_else(|| Problem::UnsupportedChallengeMethod(other.to_owned()))?,
        (None, Some(default)) => default,
        (None, None) => return Err(Problem::MissingChallengeMethod),
    };
    // A SHA-256 in base64url has exactly 43 characters.
    let fits = pkce::well_formed(value) && (method == Method::Plain || value.len() == 43);
    if fits || rules.loose_challenges.is_some() {
        Ok(Some(Challenge {
            method,
            value: value.to_owned(),
        }))
    } else {
        Err(Problem::MalformedChallenge(value.to_owned()))
    }
}

/// OIDC Core §3.1.2.1: `none` stands alone.
fn check_prompt(parameters: &Parameters, rules: &AuthorizeRules) -> Result<Vec<String>, Problem> {
    let prompt: Vec<String> = parameters
        .get("prompt")
        .unwrap_or_default()
        .split_whitespace()
        .map(ToOwned::to_owned)
        .collect();
    let Some(known) = rules.prompts else {
        return Ok(prompt);
    };
    if let Some(unknown) = prompt.iter().find(|value| !known.contains(&value.as_str())) {
        return Err(Problem::UnknownPrompt(unknown.clone()));
    }
    if prompt.len() > 1 && prompt.iter().any(|value| value == "none") {
        return Err(Problem::PromptNoneCombined);
    }
    Ok(prompt)
}
