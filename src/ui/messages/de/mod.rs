//! German: plain, technical and impersonal, without “Sie”.
//!
//! An issuer is an „Anmeldedienst“, an identity provider behind it an „Identitätsanbieter“, an operator a „Betreiber“.

mod activity;
mod clocks;
mod clusters;
mod detail;
mod embed;
mod errors;
mod export;
mod folder;
mod frame;
mod session_timeline;
mod sign_in;

use super::Messages;

pub(super) use embed::EMBED;

pub(super) static MESSAGES: Messages = Messages {
    frame: frame::FRAME,
    sign_in: sign_in::SIGN_IN,
    clusters: clusters::CLUSTERS,
    detail: detail::DETAIL,
    export: export::EXPORT,
    folder: folder::FOLDER,
    session_timeline: session_timeline::SESSION_TIMELINE,
    clocks: clocks::CLOCKS,
    activity: activity::ACTIVITY,
    errors: errors::ERRORS,
};
