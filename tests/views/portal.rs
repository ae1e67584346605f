//! The page of a signed-in user: its order, its folded parts, and when the diagnostics unfold.

use haulout::ui::dispatch::Action;
use haulout::ui::ui_state::UiState;
use haulout::ui::view_model::{Preview, ViewContext, ViewModel};
use haulout_protocol::clocks::{ClockOwner, Deviation};
use haulout_protocol::error::Peer;
use haulout_protocol::snapshot::{ActivityView, ClusterView, SessionView, Situation, Snapshot};
use haulout_protocol::time::Span;

use crate::make::{NOW, cluster, draw, outage, session, snapshot, view_context, view_with};

#[test]
fn the_page_shows_the_kubeconfig_before_everything_else() {
    let page = draw(view_with(&of(vec![ready()]), &UiState::default()));
    let order = [
        ">Production EU</h2>",
        "pinny@acme.example</dd>",
        ">Copy kubeconfig</button>",
        ">Download</button>",
        "class=\"document\"",
        ">Renew now</button>",
        "Keep it working for hours",
        "role=\"tablist\"",
        "Renews automatically as long as",
        ">Diagnostics</span>",
        "id=\"clocks\"",
        "id=\"activity\"",
    ];
    let places = order.map(|text| (page.find(text), text));
    assert!(places.is_sorted(), "{places:?}");
    assert!(places[0].0.is_some(), "{page}");
    // The countdown is beside the name.
    let timer = page.find("role=\"timer\"");
    assert!(timer.is_some() && timer < places[2].0, "{page}");
    assert!(!page.contains("aria-posinset"), "one cluster needs no list");
}

#[test]
fn long_values_are_folded_to_one_line_with_their_length() {
    let ui_state = UiState::default();
    let authority = "Q0E=".repeat(300);
    let preview = |_: &[&str], _| {
        Some(Preview {
            text: format!(
                "- cluster:\n    certificate-authority-data: \"{authority}\"\n    server: \"https://10.1.2.3\"\n\
                 users:\n    client-certificate-data: \"Q0VSVA==\"\n    client-key-data: \"••••\"\n"
            ),
            current_context: "prod".into(),
        })
    };
    let context = ViewContext {
        preview: &preview,
        ..view_context(&ui_state)
    };
    let page = draw(ViewModel::new(&of(vec![ready()]), context));
    let document = page
        .split("class=\"document\"")
        .nth(1)
        .expect("it is there");
    let folded = "<details><summary><code>    certificate-authority-data:</code> <span>1200 characters</span></summary>";
    assert!(document.contains(folded), "{document}");
    assert!(document.contains(&format!("<pre>{authority}</pre></details>")));
    assert!(document.contains("<span>8 characters</span>"), "{document}");
    // A masked value is not folded, because a folded one suggests that it can be shown.
    let end = "<pre>    client-key-data: \"••••\"</pre></div>";
    assert!(document.contains(end), "{document}");
}

#[test]
fn the_diagnostics_are_folded_while_nothing_is_wrong() {
    let calm = of(vec![ready()]);
    assert!(!is_open(&calm, &UiState::default()));
    let page = draw(view_with(&calm, &UiState::default()));
    assert!(page.contains("No server time received yet.</span></summary>"));
}

#[test]
fn the_diagnostics_unfold_if_a_clock_is_off_or_something_failed() {
    let mut other = ready();
    other.id = "dev".into();
    other.activity = ActivityView::Failed(outage(Peer::Concierge));
    let mut ended = session(vec![ready()]);
    ended.trouble = Some(outage(Peer::Issuer));
    for wrong in [
        of(vec![late()]),
        of(vec![ready(), other]),
        snapshot(Situation::SignedIn(ended)),
    ] {
        assert!(is_open(&wrong, &UiState::default()), "{wrong:?}");
    }
    let page = draw(view_with(&of(vec![late()]), &UiState::default()));
    let summary = "<span class=\"wrong\">API server of Production EU: clock 2.0 s behind</span>";
    assert!(page.contains(summary), "{page}");
}

#[test]
fn the_diagnostics_stay_as_the_user_left_them_while_it_lasts() {
    let (calm, wrong) = (of(vec![ready()]), of(vec![late()]));
    let mut ui_state = UiState::default();
    ui_state.apply(&toggle(true, false), &wrong);
    assert!(!is_open(&wrong, &ui_state), "the user folded them");
    assert!(!is_open(&calm, &ui_state));
    ui_state.set_wrong(false);
    assert!(is_open(&wrong, &ui_state), "it is wrong again");
    ui_state.apply(&toggle(false, true), &calm);
    ui_state.set_wrong(false);
    assert!(is_open(&calm, &ui_state), "the user unfolded them");
    assert!(is_open(&wrong, &ui_state), "this is new");
}

#[test]
fn a_session_that_ends_soon_says_so_before_the_kubeconfig() {
    let place = |seconds| {
        let page = draw(view_with(&ending_in(seconds), &UiState::default()));
        let next = page.find("session-timeline").expect("it is there");
        (
            next < page.find("class=\"kubeconfig\"").expect("there is one"),
            page,
        )
    };
    let (first, page) = place(2 * 3600);
    assert!(!first, "{page}");
    assert!(page.contains("Renews automatically until 12:05, then sign in again."));
    let (first, page) = place(500);
    assert!(first, "{page}");
}

#[test]
fn the_timeline_unfolds_from_the_line_about_what_comes_next() {
    let mut ui_state = UiState::default();
    let tag = |ui_state: &UiState| {
        let page = draw(view_with(&of(vec![ready()]), ui_state));
        let rest = page
            .split("<details")
            .find(|it| it.contains("session-timeline"));
        rest.and_then(|it| it.split('>').next())
            .unwrap_or_default()
            .to_owned()
    };
    assert!(!tag(&ui_state).contains("open"));
    ui_state.apply(&Action::UnfoldTimeline(true), &of(vec![ready()]));
    assert!(tag(&ui_state).contains("open"));
}

fn toggle(wrong: bool, open: bool) -> Action {
    Action::UnfoldDiagnostics { wrong, open }
}

fn is_open(snapshot: &Snapshot, ui_state: &UiState) -> bool {
    let page = draw(view_with(snapshot, ui_state));
    let (before, _) = page
        .split_once(">Diagnostics</span>")
        .expect("they are there");
    let tag = before.rsplit("<details").next().unwrap_or_default();
    tag.split('>')
        .next()
        .is_some_and(|tag| tag.contains("open"))
}

fn ready() -> ClusterView {
    cluster(Span::from_secs(240))
}

/// A cluster whose clock is two seconds behind.
fn late() -> ClusterView {
    let mut late = ready();
    let credential = late.credential.as_mut().expect("made with one");
    credential.deviations = vec![Deviation {
        whose: ClockOwner::Verifier,
        offset_millis: -2_000,
    }];
    late
}

fn of(clusters: Vec<ClusterView>) -> Snapshot {
    snapshot(Situation::SignedIn(session(clusters)))
}

fn ending_in(seconds: u64) -> Snapshot {
    let mut session: SessionView = session(vec![ready()]);
    let until = Some(NOW.plus(Span::from_secs(seconds)));
    session.sign_in_by = until;
    session.timeline.session_until = until;
    snapshot(Situation::SignedIn(session))
}
