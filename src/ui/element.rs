//! Renders a session into an element of a host's page while that element is connected.

use std::cell::OnceCell;
use std::panic::PanicHookInfo;

use haulout_protocol::Code;
use js_sys::Function;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::Element;
use yew::prelude::*;

use super::card::CardLayout;
use super::choice::ExportForm;
use super::crash::Report;
use super::messages::Language;
use super::provider::{ElementOptions, ElementTarget, SessionProvider};
use crate::api::Session;
use crate::browser::driver::Driver;
use crate::browser::intl::languages;
use crate::browser::js::member;

/// A root that renders one session after another.
///
/// Yew never removes the event listeners of a root. Therefore roots are reused, and the element's script detaches the
/// listeners of idle ones.
#[wasm_bindgen]
pub struct ElementRoot {
    root: Element,
    content: Option<ElementContent>,
    app: yew::AppHandle<ElementApp>,
}

#[derive(Clone, PartialEq)]
struct ElementContent {
    /// A different number is a different session, which shares no state with the one before.
    number: u32,
    driver: Driver,
    options: ElementOptions,
}

#[wasm_bindgen]
impl ElementRoot {
    /// Takes an empty element that nothing else renders into.
    #[wasm_bindgen(constructor)]
    pub fn new(root: Element) -> Self {
        let app = yew::Renderer::<ElementApp>::with_root(root.clone()).render();
        Self {
            root,
            content: None,
            app,
        }
    }

    /// Renders `session` with options `{cluster?, form?, theme?, language?, sections?, compact?, inWindow?, signIn, renewing}`.
    /// Every session has a `number` of its own.
    pub fn show(&mut self, session: &Session, number: u32, options: &JsValue) {
        let content = ElementContent {
            number,
            driver: session.driver(),
            options: parse_options(self.root.clone(), options),
        };
        self.draw(Some(content));
    }

    /// Renders nothing, and drops the session.
    pub fn clear(&mut self) {
        self.draw(None);
    }

    fn draw(&mut self, content: Option<ElementContent>) {
        self.content.clone_from(&content);
        self.app.update(ElementAppProps { content });
    }
}

#[derive(Default, PartialEq, Properties)]
struct ElementAppProps {
    content: Option<ElementContent>,
}

#[component]
fn ElementApp(props: &ElementAppProps) -> Html {
    html! {
        if let Some(ElementContent { number, driver, options }) = &props.content {
            <SessionProvider<ElementTarget> key={*number} driver={driver.clone()} options={options.clone()} />
        }
    }
}

/// Unknown values are ignored.
fn parse_options(root: Element, options: &JsValue) -> ElementOptions {
    let text = |name| member(options, name).as_string();
    let function = |name| member(options, name).dyn_into().ok();
    // A live folder needs a page of our own that stays open for hours.
    let form = text("form").and_then(|name| ExportForm::of_str(&name));
    let form = form.filter(|form| *form != ExportForm::Folder);
    let sections = text("sections").unwrap_or_default();
    let has = |name| sections.split_whitespace().any(|it| it == name);
    let language = text("language").and_then(|tag| Language::of_tag(&tag));
    ElementOptions {
        root,
        cluster: text("cluster"),
        form,
        theme: text("theme").unwrap_or_default(),
        signs_in_in_window: member(options, "inWindow").is_truthy(),
        language: language.unwrap_or_else(|| Language::best(&languages())),
        layout: CardLayout {
            compact: member(options, "compact").is_truthy(),
            form,
            identity: has("identity"),
            commands: has("commands"),
            session_timeline: has("timeline"),
            clocks: has("clocks"),
            activity: has("activity"),
        },
        sign_in: function("signIn"),
        renewing: function("renewing"),
    }
}

thread_local! {
    /// Set once. A panic hook cannot capture JavaScript values, and no other state is reliable during a panic.
    static PANIC_HANDLER: OnceCell<Function> = const { OnceCell::new() };
}

/// Calls `handler` with a code, a title, a sentence and a report without secrets when the program panics. The program
/// does not work any more after that.
#[wasm_bindgen(js_name = onPanic)]
pub fn on_panic(handler: Function) {
    let _second = PANIC_HANDLER.with(|it| it.set(handler));
    // Yew replaces any panic hook that was not set through its own API, and its hook logs the message.
    yew::set_custom_panic_hook(Box::new(report_panic));
}

fn report_panic(info: &PanicHookInfo<'_>) {
    let report = Report::new(info, Language::best(&languages()));
    let texts = [
        Code::Internal.as_str(),
        report.title,
        report.sentence,
        &report.details,
    ];
    let texts = js_sys::Array::from_iter(texts.map(JsValue::from));
    PANIC_HANDLER.with(|it| {
        if let Some(handler) = it.get() {
            let _thrown = handler.apply(&JsValue::NULL, &texts);
        }
    });
}
