//! Parameters of the successful authorization response (RFC 6749 §4.1.2).

use std::collections::BTreeMap;

use super::{Change, Faults, Occasion};

/// Names and values of parameters.
pub type ResponseParameters = BTreeMap<String, String>;

impl Faults {
    /// Changes the parameters and returns the names of the faults that fired.
    pub fn change_authorization_response(
        &self,
        occasion: &Occasion<'_>,
        parameters: &mut Vec<(String, String)>,
    ) -> Vec<String> {
        self.fire(occasion, |change| {
            let Change::AuthorizationResponse { set, remove } = change else {
                return false;
            };
            for (name, value) in set {
                match parameters.iter_mut().find(|(found, _)| found == name) {
                    Some((_, old)) => old.clone_from(value),
                    None => parameters.push((name.clone(), value.clone())),
                }
            }
            parameters.retain(|(name, _)| !remove.contains(name));
            true
        })
    }
}
