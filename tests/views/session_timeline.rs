//! The session timeline: its sentence, its events, and the positions on its axis.

use haulout::ui::ui_state::UiState;
use haulout::ui::view_model::{
    AxisView, Page, SessionTimelineView, SummaryView, ViewContext, ViewModel,
};
use haulout_protocol::error::{Peer, Reason};
use haulout_protocol::snapshot::{ActivityView, SessionView, Situation, Timeline};
use haulout_protocol::time::{Now, Skew, Span, Tick, UnixTime};
use proptest::prelude::*;

use crate::make::{
    NOW, cluster, cluster_without, draw, html, lines, outage, session, snapshot, view, view_context,
};

const FOUR_MINUTES: Span = Span::from_secs(240);
const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

#[test]
fn a_session_without_a_known_end_needs_no_action() {
    let session = session(vec![cluster(FOUR_MINUTES)]);
    assert!(with_timeline(&session, |it| {
        assert_eq!(
            it.summary,
            text("Renews automatically as long as the issuer allows it.")
        );
        assert_eq!(it.ending, "no known end");
        assert_eq!(it.axis.end, None);
        !it.soon
    }));
}

#[test]
fn a_distant_end_is_a_time_without_a_warning() {
    let session = ending_in(2 * HOUR);
    with_timeline(&session, |it| {
        assert_eq!(
            it.summary,
            text("Renews automatically until 12:05, then sign in again.")
        );
        assert_eq!(it.ending, "12:05, sign in again");
        assert!(!it.soon);
    });
    // The sentence changes ten minutes before the end, so the page must be rendered again then.
    let open_ended = SessionView {
        clusters: Default::default(),
        ..ending_in(2 * HOUR)
    };
    let open_ended = SessionView {
        timeline: Timeline {
            id_token_until: NOW,
            ..open_ended.timeline
        },
        ..open_ended
    };
    let next = view(&snapshot(Situation::SignedIn(open_ended))).next_change;
    assert_eq!(next, Some(Span::from_secs(2 * HOUR - 10 * MINUTE)));
}

#[test]
fn the_summary_counts_down_ten_minutes_before_the_end() {
    let page = html(Situation::SignedIn(ending_in(552)));
    assert!(page.contains(
        r#"<span class="warning">Sign in again within <b class="digits">9:12</b>: this session cannot be renewed"#
    ));
    assert!(with_timeline(&ending_in(600), |it| it.soon));
    assert!(!with_timeline(&ending_in(601), |it| it.soon));
    with_timeline(&ending_in(0), |it| {
        assert_eq!(it.summary, text("Sign in again to get new certificates."));
    });
}

#[test]
fn an_ended_session_asks_for_a_sign_in() {
    let mut ended = ending_in(2 * HOUR);
    ended.trouble = Some(Reason::SignInRequired.into());
    with_timeline(&ended, |it| {
        assert_eq!(it.summary, text("Sign in again to get new certificates."));
        assert!(it.soon);
    });
}

#[test]
fn nothing_renews_automatically_beside_a_failure_or_without_a_certificate() {
    let failed = || ActivityView::Failed(outage(Peer::Concierge));
    let mut still_valid = cluster(FOUR_MINUTES);
    still_valid.activity = failed();
    let mut no_issuer = session(vec![cluster(FOUR_MINUTES)]);
    no_issuer.trouble = Some(outage(Peer::Issuer));
    no_issuer.timeline.next_renewal = Some(NOW.plus(Span::from_secs(60)));
    let mut not_requested = cluster_without(ActivityView::Resting);
    not_requested.active = false;
    for (session, text) in [
        (
            session(vec![still_valid]),
            "Some certificates are not being renewed.",
        ),
        (no_issuer, "Some certificates are not being renewed."),
        (
            session(vec![cluster(FOUR_MINUTES), cluster_without(failed())]),
            "Some certificates are not being renewed.",
        ),
        (
            session(vec![cluster_without(ActivityView::Requesting)]),
            "Certificates are being requested.",
        ),
        (
            session(vec![not_requested]),
            "No certificate is requested for this cluster.",
        ),
    ] {
        let page = html(Situation::SignedIn(session));
        assert!(page.contains(text), "{page}");
        assert!(!page.contains("enews automatically"), "{page}");
    }
}

#[test]
fn an_end_on_another_day_has_a_date() {
    with_timeline(&ending_in(20 * HOUR), |it| {
        assert_eq!(it.ending, "2026-11-24 06:05, sign in again");
    });
}

#[test]
fn events_are_listed_by_time_and_past_ones_last() {
    let mut it = ending_in(2 * HOUR);
    it.timeline.next_renewal = Some(NOW.plus(Span::from_secs(75)));
    let kinds = |it: &SessionView| {
        with_timeline(it, |it| {
            let ends = it.ends.iter();
            ends.map(|end| (end.kind, end.text.clone()))
                .collect::<Vec<_>>()
        })
    };
    let said = |kind, text: &str| (kind, text.to_owned());
    assert_eq!(
        kinds(&it),
        [
            said("renewal", "Next renewal 10:06"),
            said("token", "ID token expires 10:07"),
            said("certificate", "Certificate expires 10:09"),
            said("session", "Session ends 12:05"),
        ]
    );
    it.timeline.id_token_until = NOW.minus(Span::from_secs(10));
    it.timeline.next_renewal = None;
    assert_eq!(
        kinds(&it),
        [
            said("certificate", "Certificate expires 10:09"),
            said("session", "Session ends 12:05"),
            said("token", "ID token expired 10:04"),
        ]
    );
}

#[test]
fn an_id_token_credential_has_no_certificate_entry() {
    let mut direct = cluster(FOUR_MINUTES);
    direct.credential.as_mut().expect("made with one").serial = None;
    with_timeline(&session(vec![direct]), |it| {
        assert!(it.ends.iter().all(|end| end.kind != "certificate"));
        assert!(it.axis.certificate.is_some());
    });
}

#[test]
fn the_certificate_is_drawn_on_this_computers_clock() {
    let place = |offset| {
        let mut it = cluster(FOUR_MINUTES);
        it.credential.as_mut().expect("made with one").verifier =
            Some(Skew::new(offset, Span::ZERO));
        with_timeline(&session(vec![it]), |it| it.axis.certificate)
    };
    // A clock that is ahead reaches the end earlier.
    let [exact, ahead] = [place(0), place(60_000)].map(|it| it.expect("a certificate")[1]);
    assert!(ahead < exact, "{ahead} {exact}");
}

#[test]
fn the_current_time_moves_on_a_fixed_scale() {
    let mut session = session(vec![cluster(FOUR_MINUTES)]);
    session.timeline.next_renewal = Some(NOW.plus(Span::from_secs(135)));
    session.timeline.renewals = vec![NOW].into();
    let at = |seconds| {
        let wall = NOW.plus(Span::from_secs(seconds));
        let html = draw(view_at(&session, wall));
        let picture = html.split_once(r#"class="axis""#).expect("the picture").1;
        let picture = picture.split_once("</details>").expect("its end").0;
        let now = timeline_at(&session, wall, |it| it.axis.now);
        let marker = format!(r#"<svg x="{}.{}%""#, now / 10, now % 10);
        assert_eq!(picture.matches(&marker).count(), 1, "{picture}");
        (now, picture.replace(&marker, ""))
    };
    let (first, picture) = at(0);
    let (later, same) = at(60);
    assert!(first < later, "{first} {later}");
    assert_eq!(picture, same);
}

#[test]
fn past_and_expected_renewals_are_ticks() {
    let mut it = session(vec![cluster(FOUR_MINUTES)]);
    it.timeline.signed_in_at = NOW.minus(Span::from_secs(HOUR));
    let minutes_ago = |minutes| NOW.minus(Span::from_secs(minutes * MINUTE));
    it.timeline.renewals = vec![minutes_ago(30), minutes_ago(4), minutes_ago(2), NOW].into();
    it.timeline.next_renewal = Some(NOW.plus(Span::from_secs(135)));
    with_timeline(&it, |it| {
        // Times long ago are compressed, and ticks would overlap there.
        assert_eq!(it.axis.behind.len(), 3);
        // Five-minute certificates are renewed every 2:15 in the twenty minutes that are to scale.
        assert!((6..=8).contains(&it.axis.ahead.len()), "{it:?}");
        assert!(it.axis.ahead.iter().all(|at| *at > it.axis.now));
    });
    assert_eq!(
        html(Situation::SignedIn(it))
            .matches(r#"class="tick""#)
            .count(),
        3
    );
}

#[test]
fn the_axis_uses_percentages_and_css_mirrors_it() {
    let page = html(Situation::SignedIn(ending_in(9 * HOUR)));
    let card = &page[page.find(r#"id="session-timeline""#).expect("the card")..];
    let card = &card[..card.find("</details>").expect("its end")];
    assert!(!card.contains("viewBox"), "{card}");
    assert!(!card.contains("style="), "{card}");
    assert!(
        card.contains(r#"aria-hidden="true" class="axis""#),
        "{card}"
    );
    for at in [" x=\"", " x1=\"", " x2=\""] {
        for place in card.split(at).skip(1) {
            let place = place.split('"').next().unwrap_or_default();
            assert!(place.ends_with('%'), "{place}");
        }
    }
    let style = include_str!("../../www/style/session-timeline.css");
    assert!(style.contains(":dir(rtl)"));
    insta::assert_snapshot!("session_timeline", lines(card));
}

proptest! {
    #[test]
    fn whatever_the_times_are_places_are_on_the_line_and_in_order(
        times in prop::array::uniform6(moment()),
        renewals in prop::collection::vec(moment(), 0..50),
        has_end: bool,
        has_credential: bool,
        offset in -10_000_000_i64..10_000_000,
    ) {
        let [signed_in, token, end, issued, not_after, next] = times;
        let mut it = cluster(FOUR_MINUTES);
        if let Some(credential) = &mut it.credential {
            credential.issued_at = issued;
            credential.not_after = not_after;
            credential.renews_at = next;
            credential.verifier = Some(Skew::new(offset, Span::ZERO));
        }
        if !has_credential {
            it.credential = None;
        }
        let mut session = session(vec![it]);
        session.timeline.signed_in_at = signed_in;
        session.timeline.id_token_until = token;
        session.timeline.session_until = has_end.then_some(end);
        session.timeline.renewals = renewals.into();
        session.timeline.next_renewal = Some(next);
        with_timeline(&session, |it| {
            let AxisView { to_scale, now, certificate, id_token, behind, ahead, end } = &it.axis;
            let ordered = |places: &[u16]| {
                places.iter().all(|at| *at <= 1000) && places.windows(2).all(|it| it[0] <= it[1])
            };
            prop_assert!(ordered(to_scale), "{it:?}");
            for part in [certificate, id_token].into_iter().flatten() {
                prop_assert!(part.iter().all(|at| *at <= 1000), "{it:?}");
            }
            prop_assert!(id_token.is_none_or(|part| ordered(&part)), "{it:?}");
            prop_assert!(ordered(behind) && ordered(ahead), "{it:?}");
            prop_assert!(behind.iter().all(|at| at <= now), "{it:?}");
            prop_assert!(ahead.iter().all(|at| at >= now), "{it:?}");
            prop_assert!(behind.len() + ahead.len() <= 50 + 24);
            prop_assert!(end.is_none_or(|at| at <= 1000), "{it:?}");
            prop_assert_eq!(end.is_some(), has_end);
            prop_assert!(*now <= 1000, "{it:?}");
            Ok(())
        })?;
    }

    // As long as the current certificate is a recent one.
    #[test]
    fn later_is_never_further_back(one in 0_u64..1_200, two in 0_u64..1_200, end in 0_u64..40_000) {
        let session = ending_in(end);
        let at = |seconds| {
            let wall = NOW.plus(Span::from_secs(seconds));
            timeline_at(&session, wall, |it| it.axis.now)
        };
        prop_assert!(at(one.min(two)) <= at(one.max(two)));
    }
}

/// Any time, most of them near.
fn moment() -> impl Strategy<Value = UnixTime> {
    let near = -100_000_000_i64..100_000_000;
    prop_oneof![
        4 => near.prop_map(|millis| UnixTime::from_millis(NOW.as_millis() + millis)),
        1 => any::<i64>().prop_map(UnixTime::from_millis),
    ]
}

/// A session that ends in this number of seconds, with renewals until then.
fn ending_in(seconds: u64) -> SessionView {
    let mut session = session(vec![cluster(FOUR_MINUTES)]);
    let until = Some(NOW.plus(Span::from_secs(seconds)));
    session.sign_in_by = until;
    session.timeline.session_until = until;
    session
}

fn text(text: &str) -> SummaryView {
    SummaryView::Text(text.to_owned())
}

fn with_timeline<T>(session: &SessionView, look: impl FnOnce(&SessionTimelineView) -> T) -> T {
    timeline_at(session, NOW, look)
}

fn timeline_at<T>(
    session: &SessionView,
    wall: UnixTime,
    look: impl FnOnce(&SessionTimelineView) -> T,
) -> T {
    let Page::Clusters(view) = view_at(session, wall).page else {
        panic!("the user is signed in");
    };
    look(&view.session_timeline)
}

fn view_at(session: &SessionView, wall: UnixTime) -> ViewModel {
    let ui_state = UiState::default();
    let context = ViewContext {
        now: Now {
            wall,
            tick: Tick::from_millis(0),
        },
        ..view_context(&ui_state)
    };
    ViewModel::new(&snapshot(Situation::SignedIn(session.clone())), context)
}
