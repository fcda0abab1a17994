//! People.

use super::Store;
use crate::config::Persona;

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
            .for_each(|signed_in| signed_in.retain(|session| session.persona != id));
        self.personas.remove(id).is_some()
    }
}
