//! The parts that pages are made of; each is a function of a slice of the view model.
//!
//! They are plain functions: a Yew component costs half a kilobyte of its own, which only those are worth whose redraw
//! can be skipped.

mod activity;
mod button;
mod clocks;
mod cluster_list;
mod command;
mod detail;
mod error_panel;
mod export;
mod identity;
mod idp_choice;
mod live_folder;
mod location_field;
mod mark;
mod notice;
mod notify;
mod part;
mod ring;
mod row;
mod session_timeline;
mod settings;

pub use activity::activity;
pub use button::button;
pub use clocks::clocks;
pub use cluster_list::{ROWS, cluster_list, listed};
pub use command::command;
pub use detail::{CLUSTER_HEADING, detail};
pub use error_panel::error_panel;
pub use export::{BY_HAND, export, tab_id};
pub use identity::{chips, identity};
pub use idp_choice::idp_choice;
pub use live_folder::live_folder;
pub use location_field::LocationField;
pub use mark::{mark, scene};
pub use notice::notice;
use notify::notify;
pub use part::{Part, PartView};
pub use ring::ring;
pub use row::{SHOWN_ROW, row};
pub use session_timeline::session_timeline;
pub use settings::settings;
