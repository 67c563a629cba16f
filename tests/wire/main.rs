//! Wire tests: what a client sends, what it gets, on both engines.

mod apps;
mod assets;
mod binary;
mod blog;
mod caching;
mod caching_dependencies;
mod cli;
mod components;
mod content;
mod content_http;
mod crash;
mod exchange;
mod flow;
mod http;
mod limits;
mod management;
mod random;
mod relations;
mod serve;
mod sessions;
mod setup;
mod versions;
