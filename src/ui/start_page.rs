//! Renders the page that a server sends: what the program will render from the same documents when it has loaded.

use std::rc::Rc;
use std::sync::LazyLock;

use haulout_protocol::Machine;
use haulout_protocol::branding::Accent;
use haulout_protocol::input::{Input, Opening, Source};
use haulout_protocol::snapshot::{Situation, Snapshot, Step};
use haulout_protocol::time::{Now, Tick, UnixTime};
use yew::platform::Runtime;

use super::app::{App, AppProps};
use super::context::Ui;
use super::dispatch::Dispatch;
use super::locale::{Locale, Plural};
use super::messages::Language;
use super::ticker::Ticker;
use super::ui_state::UiState;
use super::view_model::{Page, ViewContext, ViewModel};

/// What to render.
#[derive(Clone)]
pub struct StartPageRequest {
    /// The page's documents, as for [`Source::Document`].
    pub documents: Vec<u8>,
    /// The URL of the configuration.
    pub config_url: String,
    /// Whether the issuer has just redirected the browser back.
    pub is_callback: bool,
    /// The language of the page.
    pub language: Language,
}

/// The rendered page.
pub struct StartPage {
    /// The HTML, after a style sheet with the operator's accent colour if there is one.
    pub html: String,
    /// The title of the document, as text.
    pub title: String,
    /// The HTML for browsers without JavaScript.
    pub no_script: String,
    /// Whether it is the sign-in page, which can be used before the program has loaded.
    pub is_sign_in: bool,
}

/// Renders a page.
pub async fn render(request: StartPageRequest) -> StartPage {
    let language = request.language;
    let start_page = without_views(&request);
    // Views share their parts by `Rc`, so the other thread makes its own.
    let props = move || AppProps {
        view: Rc::new(view(&request).0),
        ui: Ui {
            words: language.messages(),
            dispatch: Dispatch::noop(),
            ticker: Ticker::new(NOW.wall),
        },
    };
    let html = yew::ServerRenderer::<App>::with_props(props)
        .with_runtime(RENDERER.clone())
        .hydratable(false)
        .render()
        .await;
    StartPage {
        html: start_page.html + &html,
        ..start_page
    }
}

fn without_views(request: &StartPageRequest) -> StartPage {
    let (view, accent) = view(request);
    StartPage {
        html: accent.map(accent_style).unwrap_or_default(),
        is_sign_in: matches!(view.page, Page::SignedOut(_)),
        title: view.browser_tab.document_title(NOW.wall),
        no_script: no_script(request.language),
    }
}

/// The view of a machine that has just started with these documents, and the operator's colour.
fn view(request: &StartPageRequest) -> (ViewModel, Option<Accent>) {
    let mut machine = Machine::new();
    let opening = Opening {
        config: Source::Document {
            url: request.config_url.clone(),
            json: request.documents.clone(),
        },
        arrival: None,
        seed: 0,
    };
    machine.handle(Input::Opened(opening), NOW);
    let mut snapshot: Snapshot = machine.snapshot();
    if request.is_callback {
        snapshot.situation = Situation::Progress(Step::Arriving);
    }
    let mut ui_state = UiState::default();
    ui_state.preferences.language = request.language;
    let view = ViewModel::new(
        &snapshot,
        ViewContext {
            now: NOW,
            ui_state: &ui_state,
            words: request.language.messages(),
            locale: &CountLocale,
            config_url: &request.config_url,
            preview: &|_, _| None,
            activity: &|_| (),
        },
    );
    (view, snapshot.branding.accent)
}

/// The same custom properties that the program sets.
fn accent_style(accent: Accent) -> String {
    format!(
        "<style>:root{{--accent-light:{};--accent-light-ink:{};--accent-dark:{};--accent-dark-ink:{}}}</style>",
        accent.light(),
        accent.light_ink(),
        accent.dark(),
        accent.dark_ink(),
    )
}

fn no_script(language: Language) -> String {
    let words = &language.messages().sign_in;
    let [heading, text] = words.no_script;
    format!(r#"<p class="warning no-script"><strong>{heading}</strong> {text}</p>"#)
}

/// Nothing on these pages depends on the time.
const NOW: Now = Now {
    wall: UnixTime::from_secs(0),
    tick: Tick::from_millis(0),
};
/// The thread on which pages are rendered: one is enough, because a page is rendered only when its documents change.
static RENDERER: LazyLock<Runtime> = LazyLock::new(|| {
    Runtime::builder()
        .worker_threads(1)
        .build()
        .unwrap_or_default()
});

/// The locale of a page on which the only number is a small count.
struct CountLocale;

impl Locale for CountLocale {
    fn time(&self, at: UnixTime) -> String {
        at.to_string()
    }

    fn time_with_seconds(&self, at: UnixTime) -> String {
        at.to_string()
    }

    fn date_and_time(&self, at: UnixTime) -> String {
        at.to_string()
    }

    fn number(&self, thousandths: i64, _digits: u8) -> String {
        (thousandths / 1000).to_string()
    }

    fn signed(&self, thousandths: i64, digits: u8) -> String {
        self.number(thousandths, digits)
    }

    /// As in English and German.
    fn plural(&self, count: u64) -> Plural {
        if count == 1 {
            Plural::One
        } else {
            Plural::Other
        }
    }
}
