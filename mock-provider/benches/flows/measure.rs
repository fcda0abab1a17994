//! Rates, and how they are printed.

use std::{
    future::Future,
    time::{Duration, Instant},
};

/// One figure.
#[derive(Debug)]
pub(crate) struct Figure {
    name: &'static str,
    per_second: f64,
}

impl Figure {
    pub(crate) fn new(name: &'static str, per_second: f64) -> Self {
        Self { name, per_second }
    }

    /// The figure, and its ratio to the signatures a second.
    pub(crate) fn line(&self, signatures: f64) -> String {
        format!(
            "{:<54}{:>9.0}   {:>6.2} of the signing rate",
            self.name,
            self.per_second,
            self.per_second / signatures
        )
    }
}

/// How often a second `connections` workers get through `work` in `time`. `work` gets the moment at which to stop
/// and returns how often it got through.
pub(crate) async fn rate<F: Future<Output = usize>>(
    connections: usize,
    time: Duration,
    work: impl Fn(Instant) -> F,
) -> f64 {
    let begin = Instant::now();
    let until = begin + time;
    let counts = in_parallel((0..connections).map(|_| work(until))).await;
    counts.into_iter().sum::<usize>() as f64 / begin.elapsed().as_secs_f64()
}

/// The results of futures that run side by side on this thread.
pub(crate) async fn in_parallel<F: Future<Output = usize>>(work: impl Iterator<Item = F>) -> Vec<usize> {
    futures::future::join_all(work).await
}
