//! Situations, and how they are rendered.

use std::rc::Rc;

use haulout::ui::app::{App, AppProps};
use haulout::ui::card::{self, Card, CardLayout};
use haulout::ui::context::Ui;
use haulout::ui::dispatch::Dispatch;
use haulout::ui::locale::{Locale, Plural};
use haulout::ui::messages::Language;
use haulout::ui::ticker::Ticker;
use haulout::ui::ui_state::UiState;
use haulout::ui::view_model::{Preview, ViewContext, ViewModel};
use haulout_protocol::error::{Error, Peer, Reason, UnreachableReason};
use haulout_protocol::http::TransportError;
use haulout_protocol::oidc::identity_providers::IdentityProvider;
use haulout_protocol::snapshot::{
    ActivityView, ClusterView, CredentialView, SessionView, SignedOutView, Situation, Snapshot,
    Timeline,
};
use haulout_protocol::time::{Now, Skew, Span, Tick, UnixTime};

/// The time on this computer's clock.
pub(crate) const NOW: UnixTime = UnixTime::from_secs(1_795_428_300);

/// A situation in a portal with a title.
pub(crate) fn snapshot(situation: Situation) -> Snapshot {
    Snapshot {
        title: Some("Acme clusters".into()),
        branding: Rc::default(),
        situation,
        offline: false,
    }
}

/// The signed-out situation, with providers of these names and kinds.
pub(crate) fn signed_out(providers: &[(&str, &str)]) -> SignedOutView {
    let provider = |(name, kind): &(&str, &str)| IdentityProvider {
        name: (*name).into(),
        kind: (*kind).into(),
    };
    SignedOutView {
        issuer: "https://issuer.example/demo".into(),
        identity_providers: providers.iter().map(provider).collect(),
        cluster_names: Vec::new(),
        end_session_url: None,
        start_url: None,
    }
}

/// A session with these clusters.
pub(crate) fn session(clusters: Vec<ClusterView>) -> SessionView {
    SessionView {
        username: "pinny@acme.example".into(),
        issuer: "https://issuer.example/demo".into(),
        is_supervisor: true,
        clusters: Rc::new(clusters.into_iter().map(Rc::new).collect()),
        refreshing: false,
        trouble: None,
        issuer_clock: None,
        sign_in_by: None,
        issuer_replicas_apart: None,
        timeline: Timeline {
            signed_in_at: NOW,
            id_token_until: NOW.plus(Span::from_secs(120)),
            session_until: None,
            renewals: Rc::default(),
            next_renewal: None,
        },
    }
}

/// A cluster whose certificate is valid for `left`.
pub(crate) fn cluster(left: Span) -> ClusterView {
    let not_after = NOW.plus(left);
    ClusterView {
        id: "prod-eu".into(),
        name: "Production EU".into(),
        server: "https://10.1.2.3:6443".into(),
        has_concierge: true,
        has_pinniped_cli: true,
        active: true,
        activity: ActivityView::Resting,
        causes: Vec::new(),
        clocks: Vec::new(),
        next_attempt: None,
        credential: Some(CredentialView {
            username: "pinny@acme.example".into(),
            groups: vec!["developers".into(), "on-call".into()],
            extra: Vec::new(),
            serial: Some("0af1".into()),
            issued_at: NOW,
            renews_at: NOW.plus(Span::from_secs(135)),
            not_before: not_after.minus(PINNIPED_SPAN),
            not_after,
            reliable_until: not_after.minus(Span::from_secs(60)),
            too_short: false,
            verifier: Some(Skew::NONE),
            deviations: Vec::new(),
            replicas_apart: None,
            announced: None,
        }),
    }
}

/// The same cluster without a certificate.
pub(crate) fn cluster_without(activity: ActivityView) -> ClusterView {
    ClusterView {
        activity,
        credential: None,
        ..cluster(Span::ZERO)
    }
}

/// The error for a peer that could not be reached.
pub(crate) fn outage(peer: Peer) -> Error {
    Reason::Unreachable(peer, UnreachableReason::Transport(TransportError::Network)).into()
}

/// The view model, with a recognizable preview of the kubeconfig.
pub(crate) fn view(snapshot: &Snapshot) -> ViewModel {
    view_with(snapshot, &UiState::default())
}

/// The same with a state of the interface.
pub(crate) fn view_with(snapshot: &Snapshot, ui_state: &UiState) -> ViewModel {
    ViewModel::new(snapshot, view_context(ui_state))
}

/// The context of a user in UTC with the preferences in `ui_state`.
pub(crate) fn view_context(ui_state: &UiState) -> ViewContext<'_> {
    ViewContext {
        now: Now {
            wall: NOW,
            tick: Tick::from_millis(0),
        },
        ui_state,
        words: ui_state.preferences.language.messages(),
        locale: &Greenwich,
        config_url: "https://portal.example/config.json",
        preview: &|ids, form| {
            Some(Preview {
                text: format!("the kubeconfig of {} as {form:?}", ids.join(", ")),
                current_context: (*ids.first()?).to_owned(),
            })
        },
        activity: &|_| (),
    }
}

/// The HTML of a situation.
pub(crate) fn html(situation: Situation) -> String {
    draw(view(&snapshot(situation)))
}

/// The HTML of a view in English.
pub(crate) fn draw(view: ViewModel) -> String {
    draw_in(Language::English, view)
}

/// The HTML of a view in this language.
pub(crate) fn draw_in(language: Language, view: ViewModel) -> String {
    draw_at(NOW, language, view)
}

/// The HTML of a view in this language at this time.
pub(crate) fn draw_at(now: UnixTime, language: Language, view: ViewModel) -> String {
    let (view, ui) = (Rc::new(view), ui(language, now));
    render::<App>(AppProps { view, ui })
}

/// The HTML of a view as a card in a host's page, in English.
pub(crate) fn draw_card(view: ViewModel, layout: CardLayout) -> String {
    let (view, ui) = (Rc::new(view), ui(Language::English, NOW));
    render::<Card>(card::CardProps { view, layout, ui })
}

fn ui(language: Language, now: UnixTime) -> Ui {
    Ui {
        words: language.messages(),
        dispatch: Dispatch::noop(),
        ticker: Ticker::new(now),
    }
}

fn render<C: yew::BaseComponent>(props: C::Properties) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime without I/O needs nothing");
    let drawing = yew::LocalServerRenderer::<C>::with_props(props)
        .hydratable(false)
        .render();
    tokio::task::LocalSet::new().block_on(&runtime, drawing)
}

/// One element per line, so that differences are readable.
pub(crate) fn lines(html: &str) -> String {
    html.replace("><", ">\n<")
}

/// The text of every element with this tag name, without the tags inside.
pub(crate) fn texts(html: &str, name: &str) -> Vec<String> {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    html.split(&open)
        .skip(1)
        .filter(|rest| rest.starts_with(['>', ' ']))
        .filter_map(|rest| rest.split_once('>')?.1.split_once(&close))
        .map(|(inside, _)| without_tags(inside))
        .collect()
}

/// The content between the header and the footer.
pub(crate) fn inside(page: &str) -> &str {
    let (_, rest) = page.split_once("<main").expect("every page has one");
    rest.split_once("</main>").expect("it ends").0
}

fn without_tags(html: &str) -> String {
    html.split('<')
        .map(|part| part.split_once('>').map_or(part, |(_, text)| text))
        .collect()
}

/// Five minutes before and five after its issuance.
const PINNIPED_SPAN: Span = Span::from_secs(600);

/// UTC, and numbers with a decimal point.
struct Greenwich;

impl Locale for Greenwich {
    fn time(&self, at: UnixTime) -> String {
        at.to_string()[11..16].to_owned()
    }

    fn time_with_seconds(&self, at: UnixTime) -> String {
        at.to_string()[11..19].to_owned()
    }

    fn date_and_time(&self, at: UnixTime) -> String {
        at.to_string()[..16].replace('T', " ")
    }

    fn number(&self, thousandths: i64, digits: u8) -> String {
        let digits = usize::from(digits);
        format!("{:.digits$}", thousandths as f64 / 1000.0)
    }

    fn signed(&self, thousandths: i64, digits: u8) -> String {
        let sign = if thousandths > 0 { "+" } else { "" };
        format!("{sign}{}", self.number(thousandths, digits))
    }

    fn plural(&self, count: u64) -> Plural {
        if count == 1 {
            Plural::One
        } else {
            Plural::Other
        }
    }
}
