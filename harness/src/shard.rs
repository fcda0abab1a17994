//! Parts of a selection, so that several machines share a run.

use std::fmt;
use std::str::FromStr;

/// One of several equal parts: `2/3` is the second of three.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// From 1.
    pub index: usize,
    /// Number of parts.
    pub of: usize,
}

impl Shard {
    /// The checks of this part. Neighbours go to different parts: a feature's scenarios take about equally long.
    #[must_use]
    pub fn pick<T>(self, all: Vec<T>) -> Vec<T> {
        all.into_iter()
            .enumerate()
            .filter(|(place, _)| place % self.of == self.index - 1)
            .map(|(_, item)| item)
            .collect()
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.index, self.of)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts = text.split_once('/');
        let numbers = parts.and_then(|(index, of)| Some((index.parse().ok()?, of.parse().ok()?)));
        match numbers {
            Some((index, of)) if index >= 1 && index <= of => Ok(Self { index, of }),
            Some(_) => Err("the first number goes from 1 to the second".to_owned()),
            None => Err("expected I/N, for example 1/3".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Shard;

    #[test]
    fn the_parts_make_up_the_whole_and_differ_by_one_at_most() {
        let parts: Vec<Vec<usize>> = (1..=3)
            .map(|index| Shard { index, of: 3 }.pick((0..8).collect()))
            .collect();
        assert_eq!(parts, [vec![0, 3, 6], vec![1, 4, 7], vec![2, 5]]);
    }

    #[test]
    fn a_part_that_cannot_be_is_refused() {
        assert_eq!("2/3".parse(), Ok(Shard { index: 2, of: 3 }));
        for wrong in ["0/3", "4/3", "3", "a/b", "1/0"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
