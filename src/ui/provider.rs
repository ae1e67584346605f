//! `SessionProvider`: renders the session of a driver, and turns actions into inputs.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use haulout_protocol::event::Event;
use haulout_protocol::input::{Command, Input};
use haulout_protocol::snapshot::Snapshot;
use yew::prelude::*;

use super::context::Ui;
use super::dispatch::{Action, Dispatch};
use super::messages::{Language, Messages};
use super::ui_state::{Notice, UiState};
use super::view_model::{ActivityVisitor, ViewContext, ViewModel};
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
    /// Renders again when the text of a countdown changes. Replacing it cancels it.
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
    /// The machine changed, or time passed.
    Changed,
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
        let snapshot = target.visible(driver.snapshot());
        let view = Rc::new(view_of(&driver, &snapshot, &ui_state, &locale.1, &target));
        target.show(&snapshot, &view, &ui_state);
        Self {
            dispatch: link.callback(Msg::Act),
            locale,
            list: ListEffects::default(),
            view,
            target,
            driver,
            _subscription: subscription,
            ui_state,
            _redraw: None,
            _notice_timer: None,
            after_render_task: None,
            _copy_field_timer: None,
        }
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
            Msg::Changed => {}
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
            | Action::Prefer(_)
            | Action::Dismiss
            | Action::Notify(false)
            | Action::Embed(_) => {}
        }
    }

    fn update_state(&mut self, update: impl FnOnce(&mut UiState)) {
        let before = self.ui_state.preferences.clone();
        update(&mut self.ui_state);
        P::store_preferences(&before, &self.ui_state.preferences);
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
        let view = view_of(&self.driver, &snapshot, ui_state, locale, &self.target);
        self.target.show(&snapshot, &view, ui_state);
        let link = context.link().clone();
        self._redraw = view.next_change.map(|span| {
            // One millisecond more, because timers may fire a little early, before the text has changed.
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

fn view_of<P: MountTarget>(
    driver: &Driver,
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
            now: driver.now(),
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
