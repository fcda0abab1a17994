//! `harness completions`: what a shell needs to complete this command line.

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use super::Cli;
use crate::exit;

#[derive(Debug, Args)]
#[command(after_help = "\
For example:
  bash  harness completions bash > ~/.local/share/bash-completion/completions/harness
  zsh   harness completions zsh > \"${fpath[1]}/_harness\"
  fish  harness completions fish > ~/.config/fish/completions/harness.fish")]
pub(super) struct Arguments {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn main(arguments: &Arguments) -> u8 {
    let mut text = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "harness", &mut text);
    super::say::data(String::from_utf8_lossy(&text).trim_end());
    exit::CONFORMANT
}
