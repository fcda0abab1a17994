//! Whole runs of a few checks: what is expected of them, how often they run, in how many parts, against how many
//! targets, and what the next command makes of their reports.

mod attempts;
mod baseline;
mod capture;
mod parts;
mod pause;
mod support;
mod targets;
