//! Gives the user time to read a question before it can be answered, as browsers do with permission prompts.

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use yew::Callback;

use crate::browser::tab;
use crate::ui::provider::StateUpdate;
use crate::ui::ui_state::EmbedQuestion;

/// The question that is visible now, and the time until it counts as read.
pub(super) struct ReadingTime {
    question: Option<EmbedQuestion>,
    updates: Callback<StateUpdate>,
    _timer: Option<Timeout>,
    _visibility: Option<EventListener>,
}

impl ReadingTime {
    pub(super) fn new(updates: Callback<StateUpdate>) -> Self {
        let shown_again = updates.clone();
        Self {
            question: None,
            updates,
            _timer: None,
            // An update without a change, because `show` has to run.
            _visibility: tab::on_visibility_change(move || shown_again.emit(Box::new(|_| {}))),
        }
    }

    /// The page shows this question. Time in which the page is hidden does not count.
    pub(super) fn show(&mut self, question: Option<EmbedQuestion>) {
        let question = question.filter(|_| !tab::is_hidden());
        if self.question == question {
            return;
        }
        self.question = question;
        set_readable(&self.updates, None);
        let updates = self.updates.clone();
        self._timer = question.map(|_| {
            Timeout::new(READING_MILLIS, move || {
                set_readable(&updates, question);
            })
        });
    }
}

fn set_readable(updates: &Callback<StateUpdate>, question: Option<EmbedQuestion>) {
    updates.emit(Box::new(move |ui_state| {
        if let Some(embed) = &mut ui_state.embed {
            embed.readable = question;
        }
    }));
}

/// Longer than a double click, which is at most half a second by the defaults of operating systems, and the time to
/// render the question.
const READING_MILLIS: u32 = 600;
