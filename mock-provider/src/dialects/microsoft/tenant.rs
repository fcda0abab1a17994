//! Tenants: what the first segment of a path names, and whose accounts it lets in.

use crate::{
    config::{
        Client, ClientKind, MicrosoftAccount, MicrosoftRegistration, MicrosoftTenant, PERSONAL_TENANT,
        SignInAudience,
    },
    http::Incoming,
    protocol::authorize::WrongTenant,
};

/// What stands for the tenant in issuers that are many.
pub(crate) const PLACEHOLDER: &str = "{tenantid}";

/// A tenant as a path names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tenant<'a> {
    /// Everybody.
    Common,
    /// Work and school accounts.
    Organizations,
    /// Personal accounts.
    Consumers,
    /// The accounts of one organisation.
    One(&'a MicrosoftTenant),
}

/// The segment of a request's path that names a tenant: the first one below the mount.
pub(crate) fn segment(incoming: &Incoming) -> &str {
    incoming
        .path_and_query
        .split(['/', '?'])
        .nth(2)
        .unwrap_or_default()
}

impl<'a> Tenant<'a> {
    /// Reads a segment: a word, the id of a tenant, or one of its domains.
    pub(crate) fn read(segment: &str, tenants: &'a [MicrosoftTenant]) -> Option<Self> {
        let is = |known: &str| known.eq_ignore_ascii_case(segment);
        if is("common") {
            Some(Self::Common)
        } else if is("organizations") {
            Some(Self::Organizations)
        } else if is("consumers") || is(PERSONAL_TENANT) {
            Some(Self::Consumers)
        } else {
            tenants
                .iter()
                .find(|tenant| is(&tenant.id) || tenant.domains.iter().any(|domain| is(domain)))
                .map(Self::One)
        }
    }

    /// What its own paths begin with: a domain gives way to the id.
    pub(crate) fn path(self) -> &'a str {
        match self {
            Self::Common => "common",
            Self::Organizations => "organizations",
            Self::Consumers => "consumers",
            Self::One(tenant) => &tenant.id,
        }
    }

    /// What its issuer has in the tenant's place.
    pub(crate) fn in_issuer(self) -> &'a str {
        match self {
            Self::Common | Self::Organizations => PLACEHOLDER,
            Self::Consumers => PERSONAL_TENANT,
            Self::One(tenant) => &tenant.id,
        }
    }

    /// Its name for people.
    pub(crate) fn name(self) -> &'a str {
        match self {
            Self::One(tenant) if !tenant.name.is_empty() => &tenant.name,
            Self::Consumers => "Microsoft Accounts",
            other => other.path(),
        }
    }

    /// Whether an account belongs here.
    pub(crate) fn admits(self, account: &MicrosoftAccount) -> bool {
        match self {
            Self::Common => true,
            Self::Organizations => !account.is_personal(),
            Self::Consumers => account.is_personal(),
            Self::One(tenant) => account.tenant_id() == tenant.id,
        }
    }
}

/// What a client registered at Microsoft, where it said so.
pub(super) fn registration(client: &Client) -> MicrosoftRegistration {
    client.microsoft.clone().unwrap_or_default()
}

/// Whether the client may sign an account in at all.
pub(super) fn serves(client: &Client, account: &MicrosoftAccount) -> bool {
    let registration = registration(client);
    match registration.audience {
        SignInAudience::Everybody => true,
        SignInAudience::Organizations => !account.is_personal(),
        SignInAudience::Personal => account.is_personal(),
        SignInAudience::OneTenant => registration.tenant.as_deref() == Some(account.tenant_id()),
    }
}

/// Why the client cannot be used at the address of this tenant.
pub(super) fn refuses(client: &Client, tenant: Tenant<'_>) -> Option<WrongTenant> {
    let registration = registration(client);
    let elsewhere = |tenant: &MicrosoftTenant| registration.tenant.as_ref() != Some(&tenant.id);
    match (registration.audience, tenant) {
        (SignInAudience::OneTenant | SignInAudience::Organizations, Tenant::Consumers) => {
            Some(WrongTenant::OrganizationsAtPersonal)
        }
        (SignInAudience::OneTenant, Tenant::Common | Tenant::Organizations) => {
            Some(WrongTenant::OneTenantAtCommon)
        }
        (SignInAudience::OneTenant, Tenant::One(tenant)) if elsewhere(tenant) => {
            Some(WrongTenant::OtherTenant)
        }
        (SignInAudience::Personal, Tenant::Common | Tenant::Organizations | Tenant::One(_)) => {
            Some(WrongTenant::PersonalElsewhere)
        }
        _ => None,
    }
}

/// Whether the client keeps no secret.
pub(super) fn is_public(client: &Client) -> bool {
    matches!(client.kind(), ClientKind::Spa | ClientKind::PublicClient)
}
