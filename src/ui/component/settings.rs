//! The settings, behind one button.

use yew::prelude::*;

use crate::ui::choice::Theme;
use crate::ui::context::Ui;
use crate::ui::dispatch::{Action, Preference};
use crate::ui::messages::Language;
use crate::ui::view_model::FrameView;

/// A button and its popover. The browser opens and closes the popover, also on Escape and on a click elsewhere.
pub fn settings(view: &FrameView, ui: &Ui) -> Html {
    let words = &ui.words.frame;
    html! {
        <>
            <button type="button" class="icon" popovertarget="settings" aria-label={words.settings} title={words.settings}>
                <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 7h9M19 7h1M4 17h1M11 17h9" /><circle cx="16" cy="7" r="2.6" /><circle cx="8" cy="17" r="2.6" /></svg>
            </button>
            <div id="settings" class="settings" popover="auto" role="group" aria-label={words.settings}>
                if let Some(user) = &view.user {
                    <dl>
                        <dt>{ &user.name }</dt>
                        if let Some(until) = &user.until {
                            <dd>{ until }</dd>
                        }
                        <dd>{ words.signed_in_by }{ " " }<span class="url">{ &user.issuer }</span></dd>
                    </dl>
                }
                { appearance(view.theme, ui) }
                if Language::ALL.len() > 1 {
                    { language(view.language, ui) }
                }
            </div>
        </>
    }
}

fn appearance(chosen: Theme, ui: &Ui) -> Html {
    let words = &ui.words.frame;
    let option = |theme: Theme| {
        let name = match theme {
            Theme::Automatic => words.automatic,
            Theme::Light => words.light,
            Theme::Dark => words.dark,
        };
        html! { <option value={theme.as_str()} selected={theme == chosen}>{ name }</option> }
    };
    let prefer = |name: String| {
        let theme = Theme::of_str(&name).unwrap_or_default();
        Action::Prefer(Preference::Theme(theme))
    };
    html! {
        <label>
            <span>{ words.appearance }</span>
            <select onchange={ui.on_change(prefer)}>{ for Theme::ALL.into_iter().map(option) }</select>
        </label>
    }
}

fn language(chosen: Language, ui: &Ui) -> Html {
    let option = |language: &Language| {
        html! { <option value={language.tag()} lang={language.tag()} selected={*language == chosen}>{ language.name() }</option> }
    };
    let prefer = |tag: String| {
        let language = Language::of_tag(&tag).unwrap_or_default();
        Action::Prefer(Preference::Language(language))
    };
    html! {
        <label>
            <span>{ ui.words.frame.language }</span>
            <select onchange={ui.on_change(prefer)}>{ for Language::ALL.iter().map(option) }</select>
        </label>
    }
}
