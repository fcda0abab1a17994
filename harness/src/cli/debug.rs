//! `--debug`: says where a check stopped, and waits for a person.

use std::fmt::Write as _;
use std::io::BufRead as _;

use futures::FutureExt as _;

use super::say;
use crate::pause::{Pause, Stop};

/// Prints where things stand, and waits for Enter.
pub(super) fn pause() -> Pause {
    Pause::new(|stop| {
        async move {
            say::note(&notice(&stop));
            // Reading blocks. Where standard input is closed there is nobody to wait for.
            let read = tokio::task::spawn_blocking(|| std::io::stdin().lock().read_line(&mut String::new()));
            let _ = read.await;
        }
        .boxed()
    })
}

fn notice(stop: &Stop) -> String {
    let mut text = format!("\nstopped: {}  {}\n\n", stop.address, stop.name);
    let _ = writeln!(text, "  Expected   {}", stop.expected);
    let _ = writeln!(text, "  Actual     {}", stop.actual);
    for (person, url) in &stop.browsers {
        let _ = writeln!(text, "  Browser    {person} at {url}");
    }
    let _ = writeln!(text, "  Inspector  {}", stop.inspector);
    text.push_str(
        "\nEverything is still there: look around, then press Enter to go on, or Ctrl-C to end the run.\n",
    );
    text
}
