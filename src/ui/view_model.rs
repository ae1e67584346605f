//! Pure `(Snapshot, Now) -> ViewModel`: every conditional about what to show is here.

use std::rc::Rc;

use haulout_protocol::Error;
use haulout_protocol::error::Need;
use haulout_protocol::snapshot::{Situation, Snapshot, Step};
use haulout_protocol::time::{Now, Span};

use super::messages;

mod cluster;
mod live_folder;

pub use cluster::{ClusterView, CredentialView, TimeLeft, Waiting};
pub use live_folder::{
    ChosenFolder, FolderState, FolderStep, FolderTrouble, LiveFolderView, LocationView, Writer,
};

/// Everything that a page shows.
#[derive(Debug, PartialEq)]
pub struct ViewModel {
    /// The portal's name.
    pub title: String,
    /// What the browser tab says.
    pub document_title: String,
    /// Who is signed in.
    pub user: Option<String>,
    /// The situation.
    pub page: Page,
    /// What the person's last action led to.
    pub notice: Option<Notice>,
    /// What went wrong with the live folder, where the page has no place for it.
    pub folder_trouble: Option<String>,
    /// How long all of this stays true if nothing happens.
    pub next_change: Option<Span>,
}

/// One situation, one page.
#[derive(Debug, PartialEq)]
pub enum Page {
    /// Something is under way that needs nobody.
    Progress(ProgressView),
    /// Nobody is signed in.
    SignedOut(SignedOutView),
    /// Somebody is.
    Clusters(Box<ClustersView>),
    /// Something ended what was under way.
    Failed(TroubleView),
}

/// Something is under way.
#[derive(Debug, PartialEq)]
pub struct ProgressView {
    /// What.
    pub text: &'static str,
    /// Whether it can end somewhere else, so that there must be a way back.
    pub can_start_over: bool,
}

/// Nobody is signed in.
#[derive(Debug, PartialEq)]
pub struct SignedOutView {
    /// Where people are sent.
    pub issuer: String,
    /// What they can choose from.
    pub identity_providers: Vec<ChoiceView>,
    /// What awaits them.
    pub cluster_names: Vec<String>,
    /// Where the session with the issuer can be ended, too.
    pub end_session_url: Option<String>,
}

impl SignedOutView {
    /// The name to sign in with, if there is a choice.
    #[must_use]
    pub fn chosen(&self) -> Option<String> {
        self.identity_providers
            .iter()
            .find(|choice| choice.chosen)
            .map(|choice| choice.name.clone())
    }
}

/// One identity provider.
#[derive(Debug, PartialEq)]
pub struct ChoiceView {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: &'static str,
    /// Whether it is the one that will be used.
    pub chosen: bool,
}

/// The clusters of a session.
#[derive(Debug, PartialEq)]
pub struct ClustersView {
    /// Who says who the person is.
    pub issuer: String,
    /// One each.
    pub clusters: Vec<Rc<ClusterView>>,
    /// Whether new certificates are being fetched.
    pub renewing: bool,
    /// Why the session cannot go on as it is.
    pub trouble: Option<TroubleView>,
    /// By when a person has to sign in again.
    pub sign_in: Option<Waiting>,
    /// The folder that is kept up to date.
    pub folder: Option<LiveFolderView>,
}

/// A failure, as people read it.
#[derive(Clone, Debug, PartialEq)]
pub struct TroubleView {
    /// What happened.
    pub title: &'static str,
    /// Why, and what to do.
    pub explanation: String,
    /// The stable code.
    pub code: &'static str,
    /// The text for an operator's log.
    pub detail: String,
    /// The one next step.
    pub step: NextStep,
}

/// The one thing to do about a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextStep {
    /// The same again, from the beginning.
    TryAgain,
    /// New certificates, in the session that is there.
    RenewAgain,
    /// From the beginning.
    StartAgain,
    /// A sign-in.
    SignIn,
}

/// What an action led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// In words.
    pub text: String,
    /// Whether it worked.
    pub good: bool,
}

/// What the interface itself remembers; nothing of the protocol.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// The identity provider that a person prefers.
    pub identity_provider: Option<String>,
    /// What the last action led to.
    pub notice: Option<Notice>,
    /// The live folder as it stands.
    pub folder: FolderState,
}

impl ViewModel {
    /// What to show of `snapshot` at `now`. `preview` gives a cluster's kubeconfig with the key masked.
    #[must_use]
    pub fn new(
        snapshot: &Snapshot,
        now: Now,
        memory: &Memory,
        preview: &dyn Fn(&str) -> Option<String>,
    ) -> Self {
        let title = snapshot
            .title
            .clone()
            .unwrap_or_else(|| messages::PRODUCT.to_owned());
        let folder = LiveFolderView::new(&memory.folder);
        let mut folder_trouble = folder.as_ref().and_then(|folder| folder.trouble.clone());
        let (user, page) = match &snapshot.situation {
            Situation::Progress(step) => (None, Page::Progress(ProgressView::new(*step))),
            Situation::SignedOut(view) => (None, Page::SignedOut(signed_out(view, memory))),
            Situation::SignedIn(view) => {
                folder_trouble = None;
                let clusters = view.clusters.iter().map(|cluster| {
                    Rc::new(ClusterView::new(
                        cluster,
                        view.trouble.as_ref(),
                        now,
                        preview,
                    ))
                });
                let clusters = ClustersView {
                    issuer: view.issuer.clone(),
                    clusters: clusters.collect(),
                    renewing: view.refreshing
                        || !view.clusters.iter().all(|cluster| cluster.is_settled()),
                    trouble: view
                        .trouble
                        .as_ref()
                        .map(|error| TroubleView::new(error, true)),
                    sign_in: view
                        .sign_in_by
                        .map(|by| Waiting::until(by, now, messages::sign_in_by)),
                    folder,
                };
                (
                    Some(view.username.clone()),
                    Page::Clusters(Box::new(clusters)),
                )
            }
            Situation::Failed(error) => (None, Page::Failed(TroubleView::new(error, false))),
        };
        let next_change = page.next_change();
        Self {
            document_title: page.document_title(&title),
            title,
            user,
            page,
            notice: memory.notice.clone(),
            folder_trouble,
            next_change,
        }
    }
}

impl Page {
    fn next_change(&self) -> Option<Span> {
        let Self::Clusters(view) = self else {
            return None;
        };
        let credentials = view
            .clusters
            .iter()
            .filter_map(|cluster| cluster.credential.as_ref()?.left.next_change);
        let attempts = view
            .clusters
            .iter()
            .filter_map(|cluster| cluster.next_attempt.as_ref()?.next_change);
        let sign_in = view.sign_in.iter().filter_map(|it| it.next_change);
        credentials.chain(attempts).chain(sign_in).min()
    }

    /// The time left comes first: a tab shows little more than that.
    fn document_title(&self, title: &str) -> String {
        let state = match self {
            Self::Progress(_) => return title.to_owned(),
            Self::SignedOut(_) => messages::SIGNED_OUT,
            Self::Failed(_) => messages::TROUBLE,
            Self::Clusters(view) => {
                let shortest = view
                    .clusters
                    .iter()
                    .filter_map(|cluster| cluster.credential.as_ref());
                match shortest.min_by_key(|credential| credential.left.remaining) {
                    Some(credential) => return format!("{} · {title}", credential.left.text),
                    None => messages::TROUBLE,
                }
            }
        };
        format!("{state} · {title}")
    }
}

impl ProgressView {
    fn new(step: Step) -> Self {
        Self {
            text: messages::progress(step),
            can_start_over: step == Step::Leaving,
        }
    }
}

impl TroubleView {
    /// `in_session`: the page still has a session to keep, so starting over is not the step to offer.
    fn new(error: &Error, in_session: bool) -> Self {
        let step = match (error.need(), in_session) {
            (Need::SignIn, true) => NextStep::SignIn,
            (Need::Retry | Need::Operator | Need::Nothing, true) => NextStep::RenewAgain,
            (Need::Retry, false) => NextStep::TryAgain,
            (Need::SignIn | Need::Operator | Need::Nothing, false) => NextStep::StartAgain,
        };
        Self {
            title: messages::trouble_title(error.code()),
            explanation: messages::trouble_explanation(error),
            code: error.code().as_str(),
            detail: error.to_string(),
            step,
        }
    }
}

fn signed_out(view: &haulout_protocol::snapshot::SignedOutView, memory: &Memory) -> SignedOutView {
    let providers = &view.identity_providers;
    let preferred = memory
        .identity_provider
        .as_ref()
        .filter(|name| providers.iter().any(|known| known.name == **name));
    let chosen = preferred.or_else(|| providers.first().map(|first| &first.name));
    let choices = providers.iter().map(|provider| ChoiceView {
        chosen: Some(&provider.name) == chosen,
        kind: messages::identity_provider_kind(&provider.kind),
        name: provider.name.clone(),
    });
    SignedOutView {
        issuer: view.issuer.clone(),
        identity_providers: choices.collect(),
        cluster_names: view.cluster_names.clone(),
        end_session_url: view.end_session_url.clone(),
    }
}
