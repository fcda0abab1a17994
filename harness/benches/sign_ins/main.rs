//! The same sign-ins by the harness and by Playwright, in turn: `cargo bench -p harness --bench sign_ins`.
//!
//! Ten people sign up with Google at the reference target, and each signs in again in another browser: twenty
//! sign-ins, each in a browser context of its own, two at a time; whoami has to name everybody each time, or the
//! benchmark ends. Each side is a whole process, from its start to its exit, with the same browser binary. The target
//! runs all the time and belongs to neither. The harness also examines the set-up with two more sign-ins, runs the
//! provider inside, counts tokens and accounts, and writes all its reports; Playwright finds a provider that runs
//! already, and writes its list and its HTML report.
//!
//! Processor time is of the whole tree of processes and moves less than wall time where others use the machine, too.
//! The number of rounds follows `--`: `cargo bench -p harness --bench sign_ins -- 11`.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark prints what it found"
)]

mod contestants;
mod process;
mod stage;
mod table;

use contestants::{Contestant, Harness, Playwright};
use stage::Stage;

/// People of one process, each of whom signs in twice.
const PEOPLE: usize = 10;
/// Processes of each side, when the command line does not say otherwise.
const ROUNDS: usize = 5;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // `cargo test --benches` and `cargo nextest` ask in this way; there is nothing to list.
    if arguments
        .iter()
        .any(|argument| argument == "--list" || argument == "--test")
    {
        return Ok(());
    }
    let rounds = arguments.iter().find_map(|argument| argument.parse().ok());
    process::adopt_orphans();
    let stage = Stage::set().await?;
    let harness = Harness::new(&stage)?;
    let playwright = Playwright::new(&stage)?;
    // What is read for the first time is slow for whoever comes first.
    harness.run(&stage).await?;
    playwright.run(&stage).await?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 1..=rounds.unwrap_or(ROUNDS) {
        ours.push(harness.run(&stage).await?);
        theirs.push(playwright.run(&stage).await?);
        println!(
            "round {round}: {}, {}",
            table::line(harness.name(), ours.last()),
            table::line(playwright.name(), theirs.last())
        );
    }
    println!(
        "\n{}",
        table::table(&[(harness.name(), &ours), (playwright.name(), &theirs)])
    );
    let set_up = harness.set_up_ms()?;
    println!("Of the harness's time, the examination of the set-up took {set_up} ms in the last round.");
    stage.clear().await;
    Ok(())
}
