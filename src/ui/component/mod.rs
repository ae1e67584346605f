//! The parts that pages are made of; each is a function of a slice of the view model.

mod cluster_card;
mod identity;
mod idp_choice;
mod kubeconfig;
mod mark;
mod ring;
mod trouble;

pub use cluster_card::ClusterCard;
pub use identity::Identity;
pub use idp_choice::IdpChoice;
pub use kubeconfig::Kubeconfig;
pub use mark::Mark;
pub use ring::Ring;
pub use trouble::Trouble;
