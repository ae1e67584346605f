//! The components of the pages; each is a function of a part of the view model.
//!
//! They are plain functions: a Yew component adds half a kilobyte, which pays off only if it can skip rendering.

mod activity;
mod button;
mod clocks;
mod cluster_list;
mod command;
mod detail;
mod diagnostics;
mod error_panel;
mod export;
mod identity;
mod idp_choice;
mod kubeconfig;
mod live_folder;
mod location_field;
mod logo;
mod memoized;
mod notice;
mod notify;
mod ring;
mod row;
mod session_timeline;
mod settings;
mod ticking;

pub use activity::activity;
pub use button::{button, button_unless};
pub use clocks::clocks;
pub use cluster_list::{ROWS, cluster_list, listed};
pub use command::command;
pub use detail::{CLUSTER_HEADING, detail, renew};
pub use diagnostics::diagnostics;
pub use error_panel::error_panel;
pub use export::{export, tab_id};
pub use identity::{chips, identity};
pub use idp_choice::idp_choice;
pub use kubeconfig::{BY_HAND, kubeconfig};
pub use live_folder::live_folder;
pub use location_field::LocationField;
pub use logo::{illustration, logo};
pub use memoized::{Memoized, MemoizedView};
pub use notice::notice;
use notify::notify;
pub use row::{SHOWN_ROW, row};
pub use session_timeline::session_timeline;
pub use settings::settings;
pub use ticking::{Ticking, TickingProps, TickingView};
