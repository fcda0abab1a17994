//! An answer after it is encoded, with parts of it replaced.

use crate::answer::Answer;

/// What takes the place of the answer's own; what is absent stays.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Replacement<'a> {
    pub(super) status: Option<u16>,
    pub(super) body: Option<&'a str>,
    pub(super) content_type: Option<&'a str>,
    pub(super) location: Option<&'a str>,
}

impl Replacement<'_> {
    pub(super) fn put_into(self, answer: &mut Answer) {
        if let Some(status) = self.status {
            answer.status = status;
        }
        if let Some(body) = self.body {
            body.clone_into(&mut answer.body);
        }
        for (name, value) in [("content-type", self.content_type), ("location", self.location)] {
            let Some(value) = value else { continue };
            answer
                .headers
                .retain(|(known, _)| !known.eq_ignore_ascii_case(name));
            answer.headers.push((name, value.to_owned()));
        }
    }
}
