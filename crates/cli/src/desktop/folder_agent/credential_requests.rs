//! Responds to credential requests as soon as there is a credential or a final error.

use haulout_protocol::error::Need;
use haulout_protocol::snapshot::ActivityView;
use haulout_protocol::text::ServerText;

use crate::desktop::message::{CredentialRequest, CredentialRequestError};
use crate::desktop::session::Session;

/// Returns the request if it has to wait.
pub(super) fn answer_if_settled(
    session: &Session,
    request: CredentialRequest,
) -> Option<CredentialRequest> {
    let answer = if !session.clusters().contains(&request.cluster) {
        Err(CredentialRequestError::UnknownCluster {
            name: ServerText::new(&request.cluster),
            known: session.clusters().to_vec(),
        })
    } else if let Some(Ok(credential)) = session.credential(&request.cluster) {
        Ok(credential.render())
    } else {
        match session
            .cluster(&request.cluster)
            .map(|view| view.activity.clone())
        {
            Some(ActivityView::Failed(error)) if is_final(error.need()) => {
                Err(CredentialRequestError::Failed(Box::new(error)))
            }
            Some(_) | None => return (!request.answer.is_closed()).then_some(request),
        }
    };
    // The client may have disconnected.
    let _gone = request.answer.send(answer);
    None
}

/// Whether waiting cannot help; a retry or a sign-in could.
pub(in crate::desktop) fn is_final(need: Need) -> bool {
    match need {
        Need::Operator | Need::Nothing => true,
        Need::Retry | Need::SignIn => false,
    }
}
