//! `SessionProvider`: owns the driver, publishes the view model, and turns actions into inputs.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use haulout_protocol::event::Event;
use haulout_protocol::input::{Command, Input, Opening, Source};
use haulout_protocol::kubeconfig::{Form, Kubeconfig};
use haulout_protocol::secret::Secret;
use haulout_protocol::snapshot::Situation;
use haulout_protocol::snapshot::Snapshot;
use wasm_bindgen::JsValue;
use yew::prelude::*;

use super::app::App;
use super::dispatch::{Action, Dispatch, FolderAction};
use super::keeper::Keeper;
use super::messages;
use super::view_model::{FolderState, Memory, Notice, ViewModel};
use crate::browser::driver::{Driver, Listener};
use crate::browser::{export, location, random};

/// Properties of [`SessionProvider`].
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Where the configuration is.
    pub(crate) config_url: AttrValue,
    /// Makes the worker that keeps the time.
    pub(crate) start_worker: JsValue,
    /// Performs acts with the live folder.
    pub(crate) folder: JsValue,
}

/// The one container: everything below it is a function of what it publishes.
pub(crate) struct SessionProvider {
    driver: Driver,
    keeper: Keeper,
    dispatch: Dispatch,
    memory: Memory,
    view: Rc<ViewModel>,
    /// Redraws when the text of a countdown changes; replaced, and thereby cancelled, at every change.
    _redraw: Option<Timeout>,
    /// Takes the notice away again; replaced, and thereby cancelled, by the next one.
    _fade: Option<Timeout>,
}

/// What can happen to the provider.
pub(crate) enum Msg {
    /// The machine changed, or time passed.
    Changed,
    /// A person asked for something.
    Act(Action),
    /// The clipboard took the text, or did not; this is what to say.
    Copied(&'static str, bool),
    /// Something happened to the session.
    Happened(Event),
    /// The live folder stands otherwise.
    Folder(FolderState),
    /// The notice has been there long enough.
    Faded,
}

impl Component for SessionProvider {
    type Message = Msg;
    type Properties = Props;

    fn create(context: &Context<Self>) -> Self {
        let link = context.link();
        let (changed, happened, folder) = (link.clone(), link.clone(), link.clone());
        let listener = Listener {
            changed: Box::new(move || changed.send_message(Msg::Changed)),
            happened: Box::new(move |event| happened.send_message(Msg::Happened(event.clone()))),
            replace_url: Box::new(|url| location::replace(&home(url))),
            navigate: Box::new(location::navigate),
        };
        let driver = Driver::new(listener, context.props().start_worker.clone());
        let arrival = location::current().map(|page_url| driver.arrival(page_url));
        driver.feed(Input::Opened(Opening {
            config: Source::Url(context.props().config_url.to_string()),
            arrival,
            seed: random::seed(),
        }));
        let keeper = Keeper::new(&context.props().folder, driver.clone(), move |state| {
            folder.send_message(Msg::Folder(state));
        });
        let memory = Memory::default();
        let view = Rc::new(view_of(&driver, &driver.snapshot(), &memory));
        Self {
            dispatch: link.callback(Msg::Act),
            view,
            keeper,
            driver,
            memory,
            _redraw: None,
            _fade: None,
        }
    }

    fn update(&mut self, context: &Context<Self>, message: Msg) -> bool {
        match message {
            Msg::Changed => {}
            Msg::Faded => self.memory.notice = None,
            Msg::Act(action) => self.act(context, action),
            Msg::Copied(text, good) => self.notice(context, text, good),
            Msg::Happened(event) => self.keeper.happened(event),
            Msg::Folder(state) => self.memory.folder = state,
        }
        self.refresh(context)
    }

    fn view(&self, _context: &Context<Self>) -> Html {
        html! { <App view={self.view.clone()} dispatch={self.dispatch.clone()} /> }
    }
}

impl SessionProvider {
    fn act(&mut self, context: &Context<Self>, action: Action) {
        self.memory.notice = None;
        match action {
            Action::SignIn(identity_provider) => self.driver.sign_in(identity_provider),
            Action::Choose(name) => self.memory.identity_provider = Some(name),
            Action::Renew => self.driver.feed(Input::Command(Command::Renew)),
            Action::Activate(cluster) => {
                self.driver.feed(Input::Command(Command::Activate(cluster)));
            }
            Action::SignOut => self.driver.feed(Input::Command(Command::SignOut)),
            Action::Retry => self.driver.feed(Input::Command(Command::Retry)),
            Action::Copy(cluster) => self.copy(context, &cluster),
            Action::Download(cluster) => self.download(context, &cluster),
            Action::Folder(FolderAction::CopyLine(line)) => self.copy_text(
                context,
                Secret::new(line),
                [messages::LINE_COPIED, messages::LINE_NOT_COPIED],
            ),
            Action::Folder(FolderAction::ForPinnipedCli) => self.download_for_pinniped(context),
            Action::Folder(action) => self.keeper.act(action),
        }
    }

    fn copy(&self, context: &Context<Self>, cluster: &str) {
        // The view offers this only with a credential; if it died meanwhile the next view says so.
        let Ok(document) = self.driver.kubeconfig(&[cluster], &Form::Inline) else {
            return;
        };
        let said = [messages::COPIED, messages::COPY_DENIED];
        self.copy_text(context, document.render(), said);
    }

    /// Copies, and says the first if that succeeds and the second if not.
    fn copy_text(&self, context: &Context<Self>, text: Secret<String>, said: [&'static str; 2]) {
        let [copied, denied] = said;
        context.link().send_future(async move {
            match export::copy(&text).await {
                Ok(()) => Msg::Copied(copied, true),
                Err(_) => Msg::Copied(denied, false),
            }
        });
    }

    fn download(&mut self, context: &Context<Self>, cluster: &str) {
        let Ok(document) = self.driver.kubeconfig(&[cluster], &Form::Inline) else {
            return;
        };
        let name = format!("{cluster}.kubeconfig.yaml");
        self.save(context, &name, &document, messages::DOWNLOADED);
    }

    /// All clusters in one file, in which nothing is a person's.
    fn download_for_pinniped(&mut self, context: &Context<Self>) {
        let Situation::SignedIn(session) = self.driver.snapshot().situation else {
            return;
        };
        let ids: Vec<&str> = session.clusters.iter().map(|it| it.id.as_str()).collect();
        if let Ok(document) = self.driver.kubeconfig(&ids, &Form::PinnipedCli) {
            let text = messages::DOWNLOADED_FOR_PINNIPED;
            self.save(context, "pinniped.kubeconfig.yaml", &document, text);
        }
    }

    fn save(
        &mut self,
        context: &Context<Self>,
        name: &str,
        document: &Kubeconfig,
        text: &'static str,
    ) {
        match export::download(name, &document.render()) {
            Ok(()) => self.notice(context, text, true),
            Err(_) => self.notice(context, messages::DOWNLOAD_DENIED, false),
        }
    }

    fn notice(&mut self, context: &Context<Self>, text: &str, good: bool) {
        let link = context.link().clone();
        self._fade = Some(Timeout::new(NOTICE_MILLIS, move || {
            link.send_message(Msg::Faded)
        }));
        self.memory.notice = Some(Notice {
            text: text.to_owned(),
            good,
        });
    }

    /// Makes the view anew and says whether it differs.
    fn refresh(&mut self, context: &Context<Self>) -> bool {
        let snapshot = self.driver.snapshot();
        self.keeper.look_at(&snapshot);
        let view = view_of(&self.driver, &snapshot, &self.memory);
        let link = context.link().clone();
        self._redraw = view.next_change.map(|span| {
            // One more than the span, because timers may come a little early and the text would be the old one.
            let millis = u32::try_from(span.as_millis().saturating_add(1)).unwrap_or(u32::MAX);
            Timeout::new(millis, move || link.send_message(Msg::Changed))
        });
        if *self.view == view {
            return false;
        }
        if let Some(document) = web_sys::window().and_then(|window| window.document()) {
            document.set_title(&view.document_title);
        }
        self.view = Rc::new(view);
        true
    }
}

fn view_of(driver: &Driver, snapshot: &Snapshot, memory: &Memory) -> ViewModel {
    let preview = |cluster: &str| {
        Some(
            driver
                .kubeconfig(&[cluster], &Form::Inline)
                .ok()?
                .render_masked(),
        )
    };
    ViewModel::new(snapshot, driver.now(), memory, &preview)
}

/// The portal's own URL: people bookmark what they see, and the redirect URI is no page of its own.
fn home(url: &str) -> String {
    let (path, query) = url.split_at(url.find('?').unwrap_or(url.len()));
    format!("{}{query}", path.strip_suffix("callback").unwrap_or(path))
}

/// Long enough to be read twice; what it says is no news after that.
const NOTICE_MILLIS: u32 = 12_000;
