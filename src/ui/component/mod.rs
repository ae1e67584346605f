//! The parts that pages are made of; each is a function of a slice of the view model.
//!
//! They are plain functions: a Yew component costs half a kilobyte of its own, which only those are worth whose redraw
//! can be skipped.

mod button;
mod cluster_card;
mod identity;
mod idp_choice;
mod kubeconfig;
mod live_folder;
mod location_field;
mod mark;
mod ring;
mod trouble;

pub use button::button;
pub use cluster_card::ClusterCard;
pub use identity::identity;
pub use idp_choice::idp_choice;
pub use kubeconfig::kubeconfig;
pub use live_folder::live_folder;
pub use location_field::LocationField;
pub use mark::mark;
pub use ring::ring;
pub use trouble::trouble;
