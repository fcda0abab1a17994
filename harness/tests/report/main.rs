//! Reports of one sample run that holds every outcome and hostile text, read as their readers would.

mod commands;
mod example;
mod github;
mod har;
mod html;
mod json;
mod junit;
mod messages;
mod redact;
mod reporters;
mod sample;
mod sarif;
mod schema;
mod terminal;
