//! Files of assets: forms, addresses that the server fetches from, and what is delivered (platform.md §3).

mod crash;
mod delivery;
mod fetching;
mod forms;
mod legacy;
mod nested;
mod replacing;
mod site;
