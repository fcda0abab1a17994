//! A map that forgets its oldest entries.

use std::collections::{HashMap, VecDeque};

/// At most so many entries by name.
#[derive(Debug)]
pub(crate) struct Bounded<T> {
    entries: HashMap<String, T>,
    order: VecDeque<String>,
    most: usize,
}

impl<T> Bounded<T> {
    /// An empty map for at most `most` entries.
    #[must_use]
    pub(crate) fn new(most: usize) -> Self {
        Self {
            entries: HashMap::new(),
            order: VecDeque::new(),
            most,
        }
    }

    /// Adds an entry under a new name.
    pub(crate) fn insert(&mut self, name: String, entry: T) {
        self.order.push_back(name.clone());
        self.entries.insert(name, entry);
        while self.order.len() > self.most {
            if let Some(oldest) = self.order.pop_front() {
                self.entries.remove(&oldest);
            }
        }
    }

    /// An entry.
    #[must_use]
    pub(crate) fn get(&self, name: &str) -> Option<&T> {
        self.entries.get(name)
    }

    /// An entry to change.
    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut T> {
        self.entries.get_mut(name)
    }

    /// Takes an entry out. Its name keeps its place among the oldest, which does no harm.
    pub(crate) fn remove(&mut self, name: &str) -> Option<T> {
        self.entries.remove(name)
    }

    /// Every entry with its name, the oldest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.order
            .iter()
            .filter_map(|name| Some((name.as_str(), self.entries.get(name)?)))
    }

    /// Changes every entry.
    pub(crate) fn for_each(&mut self, change: impl FnMut(&mut T)) {
        self.entries.values_mut().for_each(change);
    }

    /// Keeps the entries for which `keep` is true.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(&T) -> bool) {
        self.entries.retain(|_, entry| keep(entry));
    }
}

#[cfg(test)]
mod tests {
    use super::Bounded;

    #[test]
    fn the_oldest_is_forgotten() {
        let mut map = Bounded::new(2);
        for name in ["a", "b", "c"] {
            map.insert(name.to_owned(), name);
        }
        assert_eq!(
            (map.get("a"), map.get("b"), map.get("c")),
            (None, Some(&"b"), Some(&"c"))
        );
    }
}
