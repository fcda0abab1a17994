//! A picture of each page on the way, taken when somebody has found there what they looked for.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Pictures that one browser keeps, the first ones: a run that goes on for ever shows how it began.
const KEPT: usize = 12;
/// A larger picture is left out.
const LARGEST: usize = 512 * 1024;

/// A page, as it looked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Address bar.
    pub url: String,
    /// The picture as PNG.
    pub png: Vec<u8>,
}

/// The pages that one tab has shown.
#[derive(Debug, Default)]
pub(super) struct Film(Mutex<Reel>);

#[derive(Debug, Default)]
struct Reel {
    /// Number of the document of which there is a picture.
    newest: u64,
    pictures: Vec<Picture>,
}

impl Film {
    /// True the first time that it is asked about this document, while there is room for a picture.
    pub(super) fn wants(&self, document: u64) -> bool {
        let mut reel = self.lock();
        let wanted = document > reel.newest && reel.pictures.len() < KEPT;
        reel.newest = reel.newest.max(document);
        wanted
    }

    /// Keeps a picture.
    pub(super) fn keep(&self, url: String, png: Vec<u8>) {
        if png.len() <= LARGEST {
            self.lock().pictures.push(Picture { url, png });
        }
    }

    /// What was kept, oldest first.
    pub(super) fn pictures(&self) -> Vec<Picture> {
        self.lock().pictures.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Reel> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_document_is_pictured_once_and_not_for_ever() {
        let film = Film::default();
        assert!(film.wants(1));
        assert!(!film.wants(1), "there is one already");
        film.keep("http://a.example/".to_owned(), vec![0]);
        for document in 2..100 {
            if film.wants(document) {
                film.keep(format!("http://a.example/{document}"), vec![0]);
            }
        }
        assert_eq!(film.pictures().len(), KEPT);
        assert_eq!(film.pictures()[KEPT - 1].url, format!("http://a.example/{KEPT}"));
    }

    #[test]
    fn a_picture_that_is_too_large_is_left_out() {
        let film = Film::default();
        film.keep("http://a.example/".to_owned(), vec![0; LARGEST + 1]);
        assert_eq!(film.pictures(), []);
    }
}
