//! A countdown, which renders itself again when its own text or drawing changes, and nothing else with it.

use haulout_protocol::countdown::Countdown;
use haulout_protocol::time::UnixTime;
use yew::prelude::*;

use super::ring::{ring, small_ring};
use crate::ui::context::Ui;
use crate::ui::ticker::TickSubscription;
use crate::ui::view_model::{RowIcon, TimeLeft};

/// Properties of [`Ticking`].
#[derive(PartialEq, Properties)]
pub struct TickingProps {
    /// What to show.
    pub view: TickingView,
    /// Texts, dispatch and the time.
    pub ui: Ui,
}

/// What depends on the time. The variants share one component, because each component adds half a kilobyte.
#[derive(Clone, Copy, PartialEq)]
pub enum TickingView {
    /// The digits until this time.
    Digits(UnixTime),
    /// The ring of a cluster's details, and the position of the renewal on it.
    Ring(Option<TimeLeft>, Option<u16>),
    /// The ring of a row in the list of clusters.
    SmallRing(Option<TimeLeft>, RowIcon),
}

/// The component.
pub struct Ticking {
    shown: Shown,
    _subscription: TickSubscription,
}

/// What distinguishes two renderings: a number and a CSS class.
type Shown = (u64, &'static str);

impl Component for Ticking {
    type Message = ();
    type Properties = TickingProps;

    fn create(context: &Context<Self>) -> Self {
        let TickingProps { view, ui } = context.props();
        let subscription = ui.ticker.subscribe(context.link().callback(|()| ()));
        Self {
            shown: view.shown(ui.ticker.now()),
            _subscription: subscription,
        }
    }

    fn changed(&mut self, context: &Context<Self>, _before: &TickingProps) -> bool {
        let TickingProps { view, ui } = context.props();
        self.shown = view.shown(ui.ticker.now());
        true
    }

    fn update(&mut self, context: &Context<Self>, (): ()) -> bool {
        let TickingProps { view, ui } = context.props();
        let shown = view.shown(ui.ticker.now());
        std::mem::replace(&mut self.shown, shown) != shown
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let TickingProps { view, ui } = context.props();
        let now = ui.ticker.now();
        match *view {
            TickingView::Digits(end) => html! { { Countdown::new(end.since(now)).text() } },
            TickingView::Ring(left, renewal) => ring(left, renewal, now, ui),
            TickingView::SmallRing(left, icon) => small_ring(left, icon, now),
        }
    }
}

impl TickingView {
    fn shown(self, now: UnixTime) -> Shown {
        match self {
            Self::Digits(end) => (seconds(end, now), ""),
            Self::Ring(left, _) => left.map_or((0, ""), |left| {
                (seconds(left.ends_at, now), left.urgency(now))
            }),
            Self::SmallRing(left, _) => left.map_or((0, ""), |left| {
                let drawn = left.per_mille(now).next_multiple_of(SMALL_RING_STEP);
                (u64::from(drawn), left.urgency(now))
            }),
        }
    }
}

/// The digits until `end`.
pub(super) fn digits(end: UnixTime, ui: &Ui) -> Html {
    html! { <Ticking view={TickingView::Digits(end)} ui={ui.clone()} /> }
}

/// The seconds that the digits represent.
fn seconds(end: UnixTime, now: UnixTime) -> u64 {
    end.since(now).as_millis().div_ceil(SECOND_MILLIS)
}

/// In thousandths: smaller steps are invisible on a small ring.
pub(super) const SMALL_RING_STEP: u16 = 10;
const SECOND_MILLIS: u64 = 1000;
