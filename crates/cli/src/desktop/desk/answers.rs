//! Answers for programs that ask: a credential, or why there can be none; until then they wait.

use haulout_protocol::error::Need;
use haulout_protocol::snapshot::ActivityView;
use haulout_protocol::text::ServerText;

use crate::desktop::message::Ask;
use crate::desktop::session::Session;

/// Gives the question back if there is no answer to it yet.
pub(super) fn settle(session: &Session, ask: Ask) -> Option<Ask> {
    let answer = if !session.clusters().contains(&ask.cluster) {
        Err(unknown(session, &ask.cluster))
    } else if let Some(Ok(credential)) = session.credential(&ask.cluster) {
        Ok(credential.render())
    } else {
        match session
            .cluster(&ask.cluster)
            .map(|view| view.activity.clone())
        {
            Some(ActivityView::Failed(error)) if is_final(error.need()) => Err(error.to_string()),
            Some(_) | None => return (!ask.answer.is_closed()).then_some(ask),
        }
    };
    // Whoever asked may have gone.
    let _gone = ask.answer.send(answer);
    None
}

/// Whether waiting is of no use; somebody may be about to sign in.
pub(in crate::desktop) fn is_final(need: Need) -> bool {
    match need {
        Need::Operator | Need::Nothing => true,
        Need::Retry | Need::SignIn => false,
    }
}

fn unknown(session: &Session, cluster: &str) -> String {
    let name = ServerText::new(cluster);
    let known = session.clusters().join(", ");
    format!("HAULOUT_CLUSTER_UNKNOWN: there is no cluster `{name}`; there are {known}")
}
