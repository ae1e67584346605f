//! Draws a session into an element of somebody else's page, for as long as that is there.

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

/// A root into which one session after another can be drawn.
///
/// Yew never lets go of a root: its listeners are there for ever. So roots are used again, and the element's script takes
/// what listens at them away meanwhile.
#[wasm_bindgen]
pub struct ElementRoot {
    root: Element,
    content: Option<ElementContent>,
    app: yew::AppHandle<ElementApp>,
}

#[derive(Clone, PartialEq)]
struct ElementContent {
    /// Another number is another session, of which nothing is left from the one before.
    number: u32,
    driver: Driver,
    options: ElementOptions,
}

#[wasm_bindgen]
impl ElementRoot {
    /// Takes an empty element that nobody else draws into.
    #[wasm_bindgen(constructor)]
    pub fn new(root: Element) -> Self {
        let app = yew::Renderer::<ElementApp>::with_root(root.clone()).render();
        Self {
            root,
            content: None,
            app,
        }
    }

    /// Draws `session`, or draws it otherwise: `{cluster?, form?, theme?, language?, sections?, compact?, signIn, renewing}`.
    /// `number` is another one for another session.
    pub fn show(&mut self, session: &Session, number: u32, options: &JsValue) {
        let content = ElementContent {
            number,
            driver: session.driver(),
            options: parse_options(self.root.clone(), options),
        };
        self.draw(Some(content));
    }

    /// Draws nothing any more, and holds no session.
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

/// Whatever is not understood is as if it were absent.
fn parse_options(root: Element, options: &JsValue) -> ElementOptions {
    let text = |name| member(options, name).as_string();
    let function = |name| member(options, name).dyn_into().ok();
    // The live folder belongs to a page that stays open for hours and is nobody else's.
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
        language: language.unwrap_or_else(|| Language::best(&languages())),
        layout: CardLayout {
            compact: member(options, "compact").is_truthy(),
            one_form: form.is_some(),
            identity: has("identity"),
            commands: has("commands"),
            session_timeline: has("horizon"),
            clocks: has("clocks"),
            activity: has("activity"),
        },
        sign_in: function("signIn"),
        renewing: function("renewing"),
    }
}

thread_local! {
    /// Set once. A panic is told where nothing of the program can be relied upon any more, and its hook takes no values
    /// of JavaScript along.
    static PANIC_HANDLER: OnceCell<Function> = const { OnceCell::new() };
}

/// Calls `broken` with a code, a title, a sentence and a report without secrets when the program breaks. Nothing of it
/// works after that.
#[wasm_bindgen(js_name = onPanic)]
pub fn on_panic(handler: Function) {
    let _second = PANIC_HANDLER.with(|it| it.set(handler));
    // Yew puts a hook of its own in the place of any that it was not told of, and that one quotes what it choked on.
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
