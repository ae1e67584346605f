//! Texts of the window that a dashboard on another origin opens.

use crate::ui::messages::EmbedMessages;

pub(in crate::ui::messages) static EMBED: EmbedMessages = EmbedMessages {
    sign_in_for: |origin| {
        format!(
            "{origin} opened this window. After you sign in here, it can act as you in your clusters while this window is open."
        )
    },
    blocked: "Your browser blocked the sign-in window. Allow pop-ups for this page, then sign in.",
    question: |origin| format!("Allow {origin} to act as you?"),
    question_lead: |user| {
        format!(
            "You are signed in as {user}. The page that opened this window requests access to your clusters."
        )
    },
    terms: [
        "It can see who you are and which clusters you have.",
        "It can request a certificate for each cluster. Each certificate is valid for a few minutes.",
        "It never receives your password or the session that issues new certificates.",
    ],
    allow: "Allow",
    refuse: "Deny",
    connected: |origin| format!("Connected to {origin}"),
    keep_open: "Keep this window open: it renews the certificates. After you close it, the dashboard receives no new ones.",
    stop: "Disconnect",
    stopped: "Disconnected",
    stopped_lead: |origin| {
        format!(
            "{origin} receives no more certificates. The ones that it has expire within minutes. You can close this window."
        )
    },
    not_allowed: [
        "This dashboard is not allowed",
        "The operator of this portal does not allow the page that opened this window.",
    ],
    no_opener: [
        "No dashboard is connected",
        "This window works only for the dashboard that opened it, and that dashboard cannot be reached. Start from the dashboard.",
    ],
    no_answer: [
        "The dashboard is not responding",
        "The page that opened this window was closed, or its origin is not the one that it claims. Start again from the dashboard.",
    ],
};
