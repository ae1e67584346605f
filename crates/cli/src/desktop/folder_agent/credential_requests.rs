//! Answers for programs that ask: a credential, or why there can be none; until then they wait.

use haulout_protocol::error::Need;
use haulout_protocol::snapshot::ActivityView;
use haulout_protocol::text::ServerText;

use crate::desktop::message::{Ask, AskError};
use crate::desktop::session::Session;

/// Gives the question back if there is no answer to it yet.
pub(super) fn answer_if_settled(session: &Session, ask: Ask) -> Option<Ask> {
    let answer = if !session.clusters().contains(&ask.cluster) {
        Err(AskError::UnknownCluster {
            name: ServerText::new(&ask.cluster),
            known: session.clusters().to_vec(),
        })
    } else if let Some(Ok(credential)) = session.credential(&ask.cluster) {
        Ok(credential.render())
    } else {
        match session
            .cluster(&ask.cluster)
            .map(|view| view.activity.clone())
        {
            Some(ActivityView::Failed(error)) if is_final(error.need()) => {
                Err(AskError::Failed(Box::new(error)))
            }
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
