//! Reports of one sample run that holds every outcome and hostile text, read as their readers would.

mod github;
mod html;
mod json;
mod junit;
mod redact;
mod reporters;
mod sample;
mod terminal;
