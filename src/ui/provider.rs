//! `SessionProvider`: draws the session of a driver, publishes the view model, and turns actions into inputs.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use haulout_protocol::event::Event;
use haulout_protocol::input::{Command, Input};
use haulout_protocol::snapshot::Snapshot;
use wasm_bindgen::JsValue;
use yew::prelude::*;

use super::app::App;
use super::context::Ui;
use super::dispatch::{Action, Dispatch};
use super::keeper::Keeper;
use super::memory::Memory;
use super::messages::{Language, Lexicon};
use super::view_model::{FolderState, Look, Notice, Surroundings, ViewModel};
use crate::browser::driver::{Driver, Observation, Observer};
use crate::browser::intl::Intl;
use crate::browser::notification;

mod hand_over;
mod list;
mod outside;
mod preferences;
mod reader;

use hand_over::{Afterwards, Copied};
use list::ListEdge;
use outside::Outside;

/// Properties of [`SessionProvider`].
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Whose session it draws. Others may hold it, too.
    pub(crate) driver: Driver,
    /// Where the configuration is.
    pub(crate) config_url: AttrValue,
    /// Performs acts with the live folder.
    pub(crate) folder: JsValue,
}

/// The one container: everything below it is a function of what it publishes.
pub(crate) struct SessionProvider {
    driver: Driver,
    _observation: Observation,
    keeper: Keeper,
    dispatch: Dispatch,
    memory: Memory,
    /// Of the language that was preferred when it was made.
    reader: (Language, Intl),
    outside: Outside,
    list: ListEdge,
    view: Rc<ViewModel>,
    /// Redraws when the text of a countdown changes; replaced, and thereby cancelled, at every change.
    _redraw: Option<Timeout>,
    /// Takes the notice away again; replaced, and thereby cancelled, by the next one.
    _fade: Option<Timeout>,
    /// What is to be done once the page is drawn.
    afterwards: Option<Afterwards>,
    /// Takes the field away from which is copied by hand; replaced, and thereby cancelled, by the next one.
    _put_away: Option<Timeout>,
}

/// What can happen to the provider.
pub(crate) enum Msg {
    /// The machine changed, or time passed.
    Changed,
    /// A person asked for something.
    Act(Action),
    /// The clipboard took it, or did not.
    Copied(Copied, bool),
    /// Something happened to the session.
    Happened(Event),
    /// A person said whether this page may notify.
    MayNotify(notification::State),
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
        let driver = context.props().driver.clone();
        let observation = driver.observe(Observer {
            changed: Box::new(move || changed.send_message(Msg::Changed)),
            happened: Box::new(move |event| happened.send_message(Msg::Happened(event.clone()))),
        });
        let keeper = Keeper::new(&context.props().folder, driver.clone(), move |state| {
            folder.send_message(Msg::Folder(state));
        });
        let memory = Memory {
            preferences: preferences::remembered(),
            notifications: outside::notifications(notification::state()),
            ..Memory::default()
        };
        let language = memory.preferences.language;
        let reader = (language, Intl::new(language.tag()));
        let config_url = context.props().config_url.clone();
        let view = Rc::new(view_of(
            &driver,
            &driver.snapshot(),
            &memory,
            &reader.1,
            &config_url,
        ));
        Self {
            dispatch: link.callback(Msg::Act),
            reader,
            outside: Outside::default(),
            list: ListEdge::default(),
            view,
            keeper,
            driver,
            _observation: observation,
            memory,
            _redraw: None,
            _fade: None,
            afterwards: None,
            _put_away: None,
        }
    }

    fn update(&mut self, context: &Context<Self>, message: Msg) -> bool {
        match message {
            Msg::Changed => {}
            Msg::Faded => self.memory.notice = None,
            Msg::Act(action) => self.act(context, action),
            Msg::Copied(what, good) => self.copied(context, what, good),
            Msg::Happened(event) => self.keeper.happened(event),
            Msg::Folder(state) => self.memory.folder = state,
            Msg::MayNotify(state) => self.may_notify(state),
        }
        let differs = self.refresh(context);
        if !differs {
            self.list.drawn();
        }
        differs
    }

    fn rendered(&mut self, _context: &Context<Self>, _first: bool) {
        self.list.drawn();
        self.after_drawing();
    }

    fn view(&self, _context: &Context<Self>) -> Html {
        let ui = Ui {
            words: self.words(),
            dispatch: self.dispatch.clone(),
        };
        html! { <App view={self.view.clone()} {ui} /> }
    }
}

impl SessionProvider {
    fn act(&mut self, context: &Context<Self>, action: Action) {
        let before = self.memory.preferences.clone();
        self.memory.apply(&action, &self.driver.snapshot());
        preferences::remember(&before, &self.memory.preferences);
        match action {
            Action::SignIn(identity_provider) => self.driver.sign_in(identity_provider),
            Action::Renew => self.driver.feed(Input::Command(Command::Renew)),
            Action::Activate(cluster) => {
                self.driver.feed(Input::Command(Command::Activate(cluster)));
            }
            Action::SignOut => self.driver.feed(Input::Command(Command::SignOut)),
            Action::Retry => self.driver.feed(Input::Command(Command::Retry)),
            Action::HandOver(action) => self.hand_over(context, action),
            Action::Folder(action) => self.keeper.act(action),
            Action::CopyReport => self.copy_report(context),
            Action::Notify(true) => context
                .link()
                .send_future(async { Msg::MayNotify(notification::ask().await) }),
            Action::List(action) => self.list.act(context, &action),
            Action::UnfoldActivity(_)
            | Action::Prefer(_)
            | Action::Dismiss
            | Action::Notify(false)
            | Action::Embed(_) => {}
        }
    }

    /// Takes up what a person said to the browser's own question.
    fn may_notify(&mut self, state: notification::State) {
        self.memory.notifications = outside::notifications(state);
        let before = self.memory.preferences.clone();
        self.memory.preferences.notify = state == notification::State::Allowed;
        preferences::remember(&before, &self.memory.preferences);
    }

    fn words(&self) -> &'static Lexicon {
        self.memory.preferences.language.lexicon()
    }

    fn notice(&mut self, context: &Context<Self>, text: &str, good: bool, can_clear: bool) {
        let link = context.link().clone();
        let millis = if can_clear {
            CLEARABLE_MILLIS
        } else {
            NOTICE_MILLIS
        };
        self._fade = Some(Timeout::new(millis, move || link.send_message(Msg::Faded)));
        self.memory.notice = Some(Notice {
            text: text.to_owned(),
            good,
            can_clear,
        });
    }

    /// Makes the view anew and says whether it differs.
    fn refresh(&mut self, context: &Context<Self>) -> bool {
        let snapshot = self.driver.snapshot();
        self.keeper.look_at(&snapshot);
        let language = self.memory.preferences.language;
        if self.reader.0 != language {
            self.reader = (language, Intl::new(language.tag()));
        }
        let config_url = &context.props().config_url;
        let view = view_of(
            &self.driver,
            &snapshot,
            &self.memory,
            &self.reader.1,
            config_url,
        );
        self.outside
            .show(&view.outside, &self.memory.preferences, &snapshot.branding);
        let link = context.link().clone();
        self._redraw = view.next_change.map(|span| {
            // One more than the span, because timers may come a little early and the text would be the old one.
            let millis = u32::try_from(span.as_millis().saturating_add(1)).unwrap_or(u32::MAX);
            Timeout::new(millis, move || link.send_message(Msg::Changed))
        });
        if *self.view == view {
            return false;
        }
        self.view = Rc::new(view);
        true
    }
}

fn view_of(
    driver: &Driver,
    snapshot: &Snapshot,
    memory: &Memory,
    locale: &Intl,
    config_url: &str,
) -> ViewModel {
    let preview = |ids: &[&str], form| hand_over::preview(driver, ids, form, memory);
    let activity = |look: &mut Look<'_>| {
        driver.with_machine(|machine| machine.activity().for_each(look));
    };
    ViewModel::new(
        snapshot,
        Surroundings {
            now: driver.now(),
            memory,
            words: memory.preferences.language.lexicon(),
            locale,
            config_url,
            preview: &preview,
            activity: &activity,
        },
    )
}

/// Long enough to be read twice; what it says is no news after that.
const NOTICE_MILLIS: u32 = 12_000;
/// Long enough to paste, and to come back.
const CLEARABLE_MILLIS: u32 = 60_000;
