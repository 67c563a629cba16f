//! The API as a server calls it, on each engine that is there.

mod access;
mod apps;
mod components;
mod content;
mod fixture;
mod migrations;
mod reading;
mod relations;

#[path = "../../../accounts/src/places.rs"]
mod places;
