//! People and their accounts at the providers.

use serde::{Deserialize, Serialize};

use super::{AppleAccount, FacebookAccount, MicrosoftAccount, NotionAccount, OidcAccount, XAccount};

/// A person. Somebody without an account at a provider cannot sign in there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Persona {
    /// The name by which tests, faults, and the journal know this person.
    pub id: String,
    /// Whether the sign-in page offers this person as a button; others must be typed.
    #[serde(default)]
    pub listed: bool,
    /// The account at Google.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub google: Option<GoogleAccount>,
    /// The account at GitHub.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub github: Option<GitHubAccount>,
    /// The account at Microsoft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub microsoft: Option<MicrosoftAccount>,
    /// The account at Apple.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apple: Option<AppleAccount>,
    /// The account at the configured issuers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oidc: Option<OidcAccount>,
    /// The account at Facebook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facebook: Option<FacebookAccount>,
    /// The account at X.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub x: Option<XAccount>,
    /// The account at Notion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notion: Option<NotionAccount>,
}

/// A Google account, in the words of its claims (OIDC Core §5.1).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct GoogleAccount {
    /// The durable identifier: 21 digits.
    pub sub: String,
    /// The primary address; may change while `sub` stays.
    pub email: String,
    /// Whether Google checked the address.
    #[serde(default = "yes")]
    pub email_verified: bool,
    /// The full name; absent from every answer where absent here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The first name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    /// The last name; many accounts have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    /// The URL of a picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// The Workspace domain, for accounts of an organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hd: Option<String>,
}

/// A GitHub account.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct GitHubAccount {
    /// The durable identifier.
    pub id: u64,
    /// The user name; may change while `id` stays.
    pub login: String,
    /// The profile name; `null` on the wire where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The address shown on the public profile; `null` on the wire where absent, which is usual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_email: Option<String>,
    /// Every address of the account.
    #[serde(default)]
    pub emails: Vec<GitHubEmail>,
    /// The organisations to which the account belongs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub organizations: Vec<GitHubOrganization>,
}

/// An organisation, as `GET /user/orgs` shows it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct GitHubOrganization {
    /// The durable identifier.
    pub id: u64,
    /// The name in URLs.
    pub login: String,
    /// What it says about itself; `null` on the wire where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The person's role in it: `member` or `admin`. Absent: `member`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// The person's teams in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub teams: Vec<GitHubTeam>,
    /// The ids of the OAuth apps that it approved; no other app sees it. Absent: it restricts none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_apps: Option<Vec<String>>,
}

/// A team of an organisation, as `GET /user/teams` shows it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct GitHubTeam {
    /// The durable identifier.
    pub id: u64,
    /// The name for people.
    pub name: String,
    /// The name in URLs.
    pub slug: String,
}

/// One address of a GitHub account, as `GET /user/emails` shows it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct GitHubEmail {
    /// The address.
    pub email: String,
    /// Whether it is the primary one.
    #[serde(default)]
    pub primary: bool,
    /// Whether GitHub checked it.
    #[serde(default)]
    pub verified: bool,
    /// `public`, `private`, or absent (`null` on the wire).
    #[serde(default)]
    pub visibility: Option<String>,
}

impl Persona {
    /// Refuses a person nobody could name.
    ///
    /// # Errors
    /// One sentence that names the value found and the value expected.
    pub fn validate(&self) -> Result<(), String> {
        if self.id.is_empty() {
            return Err("a persona has an empty id; expected a non-empty one".to_owned());
        }
        if let Some(google) = &self.google
            && (google.sub.is_empty() || !google.sub.is_ascii() || google.sub.len() > 255)
        {
            return Err(format!(
                "persona \"{}\" has the Google sub \"{}\"; expected 1 to 255 ASCII characters (OIDC Core §2)",
                self.id, google.sub
            ));
        }
        if let Some(microsoft) = &self.microsoft {
            microsoft.validate(&self.id)?;
        }
        if let Some(apple) = &self.apple {
            apple.validate(&self.id)?;
        }
        if let Some(oidc) = &self.oidc {
            oidc.validate(&self.id)?;
        }
        let about = |problem: String| format!("persona \"{}\" {problem}", self.id);
        if let Some(github) = &self.github {
            github.validate().map_err(about)?;
        }
        if let Some(facebook) = &self.facebook {
            facebook.validate().map_err(about)?;
        }
        if let Some(x) = &self.x {
            x.validate().map_err(about)?;
        }
        if let Some(notion) = &self.notion {
            notion.validate().map_err(about)?;
        }
        Ok(())
    }

    /// Whether two people share their id or an account.
    #[must_use]
    pub fn collides_with(&self, other: &Self) -> bool {
        let same_google = matches!((&self.google, &other.google), (Some(a), Some(b)) if a.sub == b.sub);
        let same_github = matches!((&self.github, &other.github), (Some(a), Some(b)) if a.id == b.id);
        let same_microsoft = matches!((&self.microsoft, &other.microsoft), (Some(a), Some(b)) if a.is(b));
        let same_apple = matches!((&self.apple, &other.apple), (Some(a), Some(b)) if a.sub == b.sub);
        let same_oidc = matches!((&self.oidc, &other.oidc), (Some(a), Some(b)) if a.collides_with(b));
        let same_facebook = matches!((&self.facebook, &other.facebook), (Some(a), Some(b)) if a.id == b.id);
        let same_x = matches!((&self.x, &other.x), (Some(a), Some(b)) if a.id == b.id);
        let same_notion = matches!((&self.notion, &other.notion), (Some(a), Some(b)) if a.id == b.id);
        self.id == other.id
            || same_google
            || same_github
            || same_facebook
            || same_x
            || same_notion
            || same_microsoft
            || same_apple
            || same_oidc
    }
}

impl GoogleAccount {
    /// An account with a verified address and nothing else; fill in the rest.
    #[must_use]
    pub fn new(sub: impl Into<String>, email: impl Into<String>) -> Self {
        Self {
            sub: sub.into(),
            email: email.into(),
            email_verified: true,
            ..Self::default()
        }
    }
}

impl GitHubOrganization {
    /// The person's role.
    #[must_use]
    pub fn role(&self) -> &str {
        self.role.as_deref().unwrap_or("member")
    }

    /// Whether an OAuth app sees the organisation.
    #[must_use]
    pub fn shows_itself_to(&self, client_id: &str) -> bool {
        let approved = |apps: &Vec<String>| apps.iter().any(|app| app == client_id);
        self.approved_apps.as_ref().is_none_or(approved)
    }
}

impl GitHubAccount {
    /// An account with one address, primary, verified, and private; fill in the rest.
    #[must_use]
    pub fn new(id: u64, login: impl Into<String>, email: impl Into<String>) -> Self {
        let email = GitHubEmail {
            email: email.into(),
            primary: true,
            verified: true,
            visibility: Some("private".to_owned()),
        };
        Self {
            id,
            login: login.into(),
            emails: vec![email],
            ..Self::default()
        }
    }

    /// Refuses a role that GitHub does not have. The text goes on a sentence about the persona.
    fn validate(&self) -> Result<(), String> {
        let strange =
            |organization: &&GitHubOrganization| !["member", "admin"].contains(&organization.role());
        match self.organizations.iter().find(strange) {
            Some(organization) => Err(format!(
                "has the role \"{}\" in \"{}\"; expected \"member\" or \"admin\"",
                organization.role(),
                organization.login
            )),
            None => Ok(()),
        }
    }

    /// The primary address.
    #[must_use]
    pub fn primary_email(&self) -> Option<&GitHubEmail> {
        self.emails.iter().find(|entry| entry.primary)
    }
}

fn yes() -> bool {
    true
}
