//! The code as it is issued (RFC 6749 §4.1.2 and appendix A.11): longer than usual, or with letters that only correct
//! encoding carries. It stays the provider's own code: whoever brings all of it back gets the tokens, and nobody else.

use super::{Change, Faults, Occasion};

impl Faults {
    /// Changes a code before it is stored, and returns the names of the faults that fired.
    pub fn change_authorization_code(&self, occasion: &Occasion<'_>, code: &mut String) -> Vec<String> {
        self.fire(occasion, |change| {
            let Change::AuthorizationCode { append } = change else {
                return false;
            };
            code.push_str(append);
            true
        })
    }
}
