//! `SessionProvider`: renders the session of a driver, and turns actions into inputs.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use haulout_protocol::activity::Entry;
use haulout_protocol::event::Event;
use haulout_protocol::input::{Command, Input};
use haulout_protocol::snapshot::Snapshot;
use haulout_protocol::time::{Now, Span, UnixTime};
use yew::prelude::*;

use super::context::Ui;
use super::dispatch::{Action, Dispatch};
use super::messages::{Language, Messages};
use super::ticker::Ticker;
use super::ui_state::{Notice, UiState};
use super::view_model::{ActivityVisitor, Page, ViewContext, ViewModel};
use crate::browser::driver::{Driver, Observer, Subscription};
use crate::browser::intl::Intl;

mod accent;
mod element_target;
mod export;
mod intl_locale;
mod list;
mod mount_target;
mod page_target;

pub(crate) use element_target::{ElementOptions, ElementTarget};
use export::{AfterRender, ClipboardContent};
use list::ListEffects;
pub(crate) use mount_target::{MountTarget, StateUpdate};
pub(crate) use page_target::{Dashboard, PageOptions, PageTarget};

/// Properties of [`SessionProvider`].
#[derive(PartialEq, Properties)]
pub(crate) struct SessionProviderProps<O: PartialEq> {
    /// The driver of the session. Others may hold it, too.
    pub(crate) driver: Driver,
    /// The options of the mount target.
    pub(crate) options: O,
}

/// The only container component: everything below it is a function of its view model.
pub(crate) struct SessionProvider<P: MountTarget> {
    driver: Driver,
    _subscription: Subscription,
    target: P,
    dispatch: Dispatch,
    ui_state: UiState,
    /// The locale, and the language that it was made for.
    locale: (Language, Intl),
    list: ListEffects,
    view: Rc<ViewModel>,
    /// What the view was computed from.
    source: ViewSource,
    /// The time that countdowns show.
    ticker: Ticker,
    /// Fires when a countdown or the view changes. Replacing it cancels it.
    _redraw: Option<Timeout>,
    /// Removes the notice. Replacing it cancels it.
    _notice_timer: Option<Timeout>,
    /// What to do after the next render.
    after_render_task: Option<AfterRender>,
    /// Hides the field for manual copying. Replacing it cancels it.
    _copy_field_timer: Option<Timeout>,
}

/// The messages of the provider.
pub(crate) enum Msg {
    /// The machine may have changed.
    Changed,
    /// A countdown or the view changes now.
    Tick,
    /// An action of the user.
    Act(Action),
    /// The clipboard accepted this content, or did not.
    Copied(ClipboardContent, bool),
    /// An event of the session.
    Happened(Event),
    /// The mount target changes the state of the interface.
    StateUpdate(StateUpdate),
    /// The notice has been shown long enough.
    NoticeTimeout,
}

impl<P: MountTarget> Component for SessionProvider<P> {
    type Message = Msg;
    type Properties = SessionProviderProps<P::Options>;

    fn create(context: &Context<Self>) -> Self {
        let link = context.link();
        let (changed, happened) = (link.clone(), link.clone());
        let driver = context.props().driver.clone();
        let subscription = driver.subscribe(Observer {
            on_change: Box::new(move || changed.send_message(Msg::Changed)),
            on_event: Box::new(move |event| happened.send_message(Msg::Happened(event.clone()))),
        });
        let mut ui_state = UiState::default();
        let updates = link.callback(Msg::StateUpdate);
        let mut target = P::new(&context.props().options, &driver, updates, &mut ui_state);
        let language = ui_state.preferences.language;
        let locale = (language, Intl::new(language.tag()));
        let now = driver.now();
        let snapshot = target.visible(driver.snapshot());
        let view = view_of(&driver, now, &snapshot, &ui_state, &locale.1, &target);
        target.show(&snapshot, &view, &ui_state);
        let mut provider = Self {
            source: ViewSource::new(&driver, now, snapshot, &view),
            ticker: Ticker::new(now.wall),
            dispatch: link.callback(Msg::Act),
            locale,
            list: ListEffects::default(),
            view: Rc::new(view),
            target,
            driver,
            _subscription: subscription,
            ui_state,
            _redraw: None,
            _notice_timer: None,
            after_render_task: None,
            _copy_field_timer: None,
        };
        provider.tick(context);
        provider
    }

    fn changed(
        &mut self,
        context: &Context<Self>,
        _before: &SessionProviderProps<P::Options>,
    ) -> bool {
        let options = &context.props().options;
        self.target.update_options(options, &mut self.ui_state);
        self.refresh(context);
        true
    }

    fn update(&mut self, context: &Context<Self>, message: Msg) -> bool {
        match message {
            Msg::Tick if !self.is_due() => {
                self.tick(context);
                return false;
            }
            // The machine looks at the clock every few seconds, which mostly changes nothing.
            Msg::Changed if !self.is_due() && !self.is_outdated() => return false,
            Msg::Tick | Msg::Changed => {}
            Msg::NoticeTimeout => self.ui_state.notice = None,
            Msg::Act(action) => self.act(context, action),
            Msg::Copied(what, good) => self.copied(context, what, good),
            Msg::Happened(event) => self.target.on_event(event),
            Msg::StateUpdate(update) => self.update_state(update),
        }
        let differs = self.refresh(context);
        if !differs {
            self.list.after_render(&self.target.root());
        }
        differs
    }

    fn rendered(&mut self, _context: &Context<Self>, _first: bool) {
        self.target.after_render();
        self.list.after_render(&self.target.root());
        self.run_after_render();
    }

    fn view(&self, _context: &Context<Self>) -> Html {
        let ui = Ui {
            words: self.words(),
            dispatch: self.dispatch.clone(),
            ticker: self.ticker.clone(),
        };
        self.target.draw(self.view.clone(), ui)
    }
}

impl<P: MountTarget> SessionProvider<P> {
    fn act(&mut self, context: &Context<Self>, action: Action) {
        let Some(action) = self.target.intercept(action) else {
            return;
        };
        let snapshot = self.snapshot();
        self.update_state(Box::new(|ui_state: &mut UiState| {
            ui_state.apply(&action, &snapshot)
        }));
        match action {
            Action::SignIn(identity_provider) => self.driver.sign_in(identity_provider),
            Action::Renew => self.driver.feed(Input::Command(Command::Renew)),
            Action::Activate(cluster) => {
                self.driver.feed(Input::Command(Command::Activate(cluster)));
            }
            Action::SignOut => self.driver.feed(Input::Command(Command::SignOut)),
            Action::Retry => self.driver.feed(Input::Command(Command::Retry)),
            Action::Export(action) => self.export(context, action),
            Action::Folder(action) => self.target.on_folder_action(action),
            Action::CopyReport => self.copy_report(context),
            Action::Notify(true) => self.target.request_notifications(),
            Action::List(action) => self.list.act(context, &action),
            Action::ShowAllActivity(_)
            | Action::UnfoldTimeline(_)
            | Action::UnfoldDiagnostics { .. }
            | Action::Prefer(_)
            | Action::Dismiss
            | Action::Notify(false)
            | Action::Embed(_) => {}
        }
    }

    fn update_state(&mut self, update: impl FnOnce(&mut UiState)) {
        let before = self.ui_state.preferences.clone();
        update(&mut self.ui_state);
        self.target
            .store_preferences(&before, &self.ui_state.preferences);
    }

    /// The part of the session that this mount target shows.
    fn snapshot(&self) -> Snapshot {
        self.target.visible(self.driver.snapshot())
    }

    fn words(&self) -> &'static Messages {
        self.ui_state.preferences.language.messages()
    }

    fn notice(&mut self, context: &Context<Self>, text: &str, good: bool, can_clear: bool) {
        let link = context.link().clone();
        let millis = if can_clear {
            CLEARABLE_MILLIS
        } else {
            NOTICE_MILLIS
        };
        self._notice_timer = Some(Timeout::new(millis, move || {
            link.send_message(Msg::NoticeTimeout)
        }));
        self.ui_state.notice = Some(Notice {
            text: text.to_owned(),
            good,
            can_clear,
        });
    }

    /// Computes the view again, and returns whether it differs.
    fn refresh(&mut self, context: &Context<Self>) -> bool {
        let snapshot = self.snapshot();
        let language = self.ui_state.preferences.language;
        if self.locale.0 != language {
            self.locale = (language, Intl::new(language.tag()));
        }
        let (ui_state, locale) = (&self.ui_state, &self.locale.1);
        let now = self.driver.now();
        let view = view_of(&self.driver, now, &snapshot, ui_state, locale, &self.target);
        self.target.show(&snapshot, &view, ui_state);
        self.source = ViewSource::new(&self.driver, now, snapshot, &view);
        if let Page::Clusters(page) = &view.page {
            self.ui_state.set_wrong(page.diagnostics.wrong);
        }
        let differs = *self.view != view;
        if differs {
            self.view = Rc::new(view);
        }
        self.tick(context);
        differs
    }

    /// Whether the view changes now although no event has arrived.
    fn is_due(&self) -> bool {
        let due = self.source.due;
        due.is_some_and(|due| self.driver.now().wall >= due)
    }

    /// Whether the session differs from the one that is shown.
    fn is_outdated(&self) -> bool {
        self.source.newest != newest(&self.driver) || self.source.snapshot != self.snapshot()
    }

    /// Changes the countdowns, and arms the timer for their next change or that of the view.
    fn tick(&mut self, context: &Context<Self>) {
        let now = self.driver.now().wall;
        self.ticker.set(now);
        self.ticker.notify();
        self.target.tick(&self.view, now);
        let link = context.link().clone();
        let view_change = self.source.due.map(|due| due.since(now));
        let next = self.view.countdowns.next_change(now);
        self._redraw = next.into_iter().chain(view_change).min().map(|span| {
            // One millisecond more, because timers may fire a little early, before the text has changed.
            let millis = u32::try_from(span.as_millis().saturating_add(1)).unwrap_or(u32::MAX);
            Timeout::new(millis, move || link.send_message(Msg::Tick))
        });
    }
}

/// What a view was computed from. While it stays the same, only the countdowns change.
struct ViewSource {
    snapshot: Snapshot,
    /// The newest entry of the activity log.
    newest: Option<Entry>,
    /// When the view changes next if no event arrives.
    due: Option<UnixTime>,
}

impl ViewSource {
    fn new(driver: &Driver, now: Now, snapshot: Snapshot, view: &ViewModel) -> Self {
        let due = view.next_change;
        Self {
            snapshot,
            newest: newest(driver),
            due: due.map(|span: Span| now.wall.plus(span)),
        }
    }
}

fn newest(driver: &Driver) -> Option<Entry> {
    driver.with_machine(|machine| machine.activity().next().cloned())
}

fn view_of<P: MountTarget>(
    driver: &Driver,
    now: Now,
    snapshot: &Snapshot,
    ui_state: &UiState,
    locale: &Intl,
    target: &P,
) -> ViewModel {
    let preview = |ids: &[&str], form| export::preview(driver, ids, form, ui_state);
    let activity = |visit: &mut ActivityVisitor<'_>| {
        driver.with_machine(|machine| machine.activity().for_each(visit));
    };
    ViewModel::new(
        snapshot,
        ViewContext {
            now,
            ui_state,
            words: ui_state.preferences.language.messages(),
            locale,
            config_url: target.config_url(),
            preview: &preview,
            activity: &activity,
        },
    )
}

/// Long enough to read the notice twice.
const NOTICE_MILLIS: u32 = 12_000;
/// Long enough to paste and to return to this page.
const CLEARABLE_MILLIS: u32 = 60_000;
