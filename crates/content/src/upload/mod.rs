//! Files of assets on their way (platform.md §3.2, content-api-write.md §4): they are asked for by mutations ([`Expecting`]), come with
//! a form ([`arrive`]) or are fetched ([`start`]), and become the asset's in one transaction with event and audit row.
//!
//! Every file has a handle of its own, which never stands for another: what is to be replaced gets a new one at once, under which
//! the old bytes are delivered until the new ones are there.

mod arrive;
mod clean;
mod conclude;
mod courier;
mod deliver;
mod expecting;

pub use arrive::{ArriveError, Upload, arrive, check_form};
pub use clean::{CleanError, clean_all};
pub use courier::start;
pub use deliver::{Delivered, delivered};
pub use expecting::Expecting;
