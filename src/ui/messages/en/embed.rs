//! The window that a dashboard opens.

use crate::ui::messages::EmbedMessages;

pub(in crate::ui::messages) static EMBED: EmbedMessages = EmbedMessages {
    sign_in_for: |origin| {
        format!(
            "{origin} opened this window. When you sign in here, it can act as you in your clusters for as long as this window is open."
        )
    },
    blocked: "Your browser did not let this page open the window for signing in. Allow that for this page, then sign in.",
    ask: |origin| format!("Let {origin} act as you?"),
    ask_lead: |user| {
        format!(
            "You are signed in as {user}. The page that opened this window asks for your clusters."
        )
    },
    terms: [
        "It is told who you are and which clusters you have.",
        "It can take a certificate for each of them, which lives a few minutes.",
        "It never gets your password, or the session that new certificates come from.",
    ],
    allow: "Allow",
    refuse: "Do not allow",
    connected: |origin| format!("Connected to {origin}"),
    keep_open: "Keep this window open: certificates are renewed here. When you close it, no further ones are given out.",
    stop: "Stop",
    stopped: "Not connected",
    stopped_lead: |origin| {
        format!(
            "{origin} gets nothing from here. Certificates that it has end within minutes. You can close this window."
        )
    },
    not_allowed: [
        "This dashboard may not connect",
        "The page that opened this window is not one of those that the operator of this portal allows.",
    ],
    no_opener: [
        "No dashboard is waiting",
        "This window works for the dashboard that opens it, and there is none that can be reached. Begin there.",
    ],
    no_answer: [
        "The dashboard does not answer",
        "The page that opened this window is not the one that it says it is, or is gone. Begin there again.",
    ],
};
