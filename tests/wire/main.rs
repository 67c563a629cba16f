//! Wire tests: what a client sends, what it gets, on both engines.

mod apps;
mod binary;
mod cli;
mod content;
mod crash;
mod exchange;
mod flow;
mod http;
mod management;
mod serve;
mod sessions;
mod setup;
