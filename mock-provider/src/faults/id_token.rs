//! Claims of the id_token (OIDC Core §2), before it is signed.

use serde_json::{Map, Value};

use super::{Change, Faults, Occasion, override_members};

impl Faults {
    /// Changes the claims and returns the names of the faults that fired.
    pub fn change_id_token(&self, occasion: &Occasion<'_>, claims: &mut Map<String, Value>) -> Vec<String> {
        self.fire(occasion, |change| {
            let Change::IdToken { set, remove } = change else {
                return false;
            };
            override_members(claims, set, remove);
            true
        })
    }
}
