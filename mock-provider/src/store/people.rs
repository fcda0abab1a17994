//! People, and who is signed in where.

use super::Store;
use crate::{Provider, config::Persona};

impl Store {
    /// A person.
    #[must_use]
    pub(crate) fn persona(&self, id: &str) -> Option<&Persona> {
        self.personas.get(id)
    }

    /// Everybody.
    pub(crate) fn personas(&self) -> impl Iterator<Item = &Persona> {
        self.personas.values()
    }

    /// Adds a person, in place of one of the same id.
    pub(crate) fn put_persona(&mut self, persona: Persona) {
        self.personas.insert(persona.id.clone(), persona);
    }

    /// Removes a person and signs them out everywhere. False: there was none.
    pub(crate) fn remove_persona(&mut self, id: &str) -> bool {
        self.sessions
            .for_each(|signed_in| signed_in.retain(|persona| persona != id));
        self.personas.remove(id).is_some()
    }

    /// Who is signed in at a provider in a browser, in the order in which they signed in.
    #[must_use]
    pub(crate) fn signed_in(&self, provider: Provider, browser: &str) -> Vec<String> {
        self.sessions
            .get(&session_name(provider, browser))
            .cloned()
            .unwrap_or_default()
    }

    /// Signs a person in.
    pub(crate) fn sign_in(&mut self, provider: Provider, browser: &str, persona: &str) {
        let name = session_name(provider, browser);
        match self.sessions.get_mut(&name) {
            Some(signed_in) if signed_in.iter().any(|id| id == persona) => {}
            Some(signed_in) => signed_in.push(persona.to_owned()),
            None => self.sessions.insert(name, vec![persona.to_owned()]),
        }
    }
}

fn session_name(provider: Provider, browser: &str) -> String {
    format!("{provider} {browser}")
}
