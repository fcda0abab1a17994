//! Proves that a social-login implementation is right: drives real browsers through every flow and reports what is broken.
//!
//! The way of one check: [`catalogue`] reads it from `features/`, [`run`] sets up provider, browser, and target,
//! [`steps`] drive the browser and ask the [`oracles`], [`judge`] gives the verdict, and every output is a
//! [`report`] over the stream of [`events`].

pub mod attempts;
pub mod baseline;
pub mod broken;
pub mod browser;
pub mod capture;
pub mod catalogue;
pub mod cli;
pub mod clock;
pub mod collector;
pub mod doctor;
pub mod events;
pub mod evidence;
pub mod exit;
pub mod features;
pub mod foreign_site;
pub mod http_client;
pub mod init;
pub mod judge;
pub mod ledger;
pub mod native;
pub mod oracles;
pub mod pause;
pub mod people;
pub mod plan;
pub mod preflight;
pub mod process;
pub mod provider_api;
pub mod provider_pages;
pub mod redact;
pub mod report;
pub mod run;
pub mod sections;
pub mod selection;
pub mod shard;
pub mod shell;
pub mod steps;
pub mod suggest;
pub mod suite;
pub mod target;
pub mod verdict;
pub mod watch;
pub mod world;
