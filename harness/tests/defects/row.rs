//! One flaw, and what it must lead to.

/// What one flaw must lead to.
pub(crate) struct Row {
    /// Ids for `REFERENCE_DEFECTS`.
    pub(crate) defects: &'static str,
    /// Provider whose rows run. The two take turns, but for flaws that break the sign-in with one of them as a
    /// whole, because that provider refuses what the flawed app sends.
    pub(crate) provider: Option<&'static str>,
    /// Checks to run, as patterns of ids: those about the flaw with their kin, and honest flows beside them.
    pub(crate) kin: &'static [&'static str],
    /// Ids of the checks that fail.
    pub(crate) fail: &'static [&'static str],
    /// Ids of the checks that warn.
    pub(crate) warn: &'static [&'static str],
    /// Ids of the checks whose control fails, so that they prove nothing.
    pub(crate) unproved: &'static [&'static str],
    /// Ids of the checks about something that the flawed app does not have.
    pub(crate) inapplicable: &'static [&'static str],
}

pub(crate) const fn row(
    defects: &'static str,
    kin: &'static [&'static str],
    fail: &'static [&'static str],
) -> Row {
    Row {
        defects,
        provider: None,
        kin,
        fail,
        warn: &[],
        unproved: &[],
        inapplicable: &[],
    }
}

/// A row of Google alone.
pub(crate) const fn google(
    defects: &'static str,
    kin: &'static [&'static str],
    fail: &'static [&'static str],
    warn: &'static [&'static str],
) -> Row {
    at("google", defects, kin, fail, warn)
}

/// A row of GitHub alone.
pub(crate) const fn github(
    defects: &'static str,
    kin: &'static [&'static str],
    fail: &'static [&'static str],
    warn: &'static [&'static str],
) -> Row {
    at("github", defects, kin, fail, warn)
}

const fn at(
    provider: &'static str,
    defects: &'static str,
    kin: &'static [&'static str],
    fail: &'static [&'static str],
    warn: &'static [&'static str],
) -> Row {
    Row {
        provider: Some(provider),
        warn,
        ..row(defects, kin, fail)
    }
}
