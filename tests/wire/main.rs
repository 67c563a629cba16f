//! Wire tests: what a client sends, what it gets, on both engines.

mod binary;
mod cli;
mod content;
mod crash;
mod exchange;
mod flow;
mod http;
mod management;
mod sessions;
mod setup;
