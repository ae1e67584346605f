//! Every page in a given language, and its texts.

use haulout::ui::choice::ExportForm;
use haulout::ui::live_folder::{ChosenFolder, FolderError, FolderState, WriteStatus};
use haulout::ui::messages::Language;
use haulout::ui::ui_state::{
    DashboardAccess, EmbedDenial, EmbedState, Notifications, Preferences, UiState,
};
use haulout::ui::view_model::ViewModel;
use haulout_protocol::Code;
use haulout_protocol::clocks::{ClockOwner, Deviation};
use haulout_protocol::snapshot::{ActivityView, ClusterView, Situation, Step};
use haulout_protocol::time::Span;

use crate::activity::{entry, everything, view_of};
use crate::error_of_code::error;
use crate::errors::{causes, refused};
use crate::export::of;
use crate::frame::{ending_in, situations};
use crate::make::{
    NOW, cluster, cluster_without, draw_in, session, signed_out, snapshot, view_with,
};

/// The texts of every page: lines, names of controls, tab titles, notifications and announcements.
pub(crate) fn page_texts(language: Language) -> Vec<String> {
    let mut read = Vec::new();
    let mut look = |view: ViewModel| {
        read.push(view.browser_tab.document_title(NOW));
        read.extend(view.announcement.clone());
        if let Some(alert) = &view.browser_tab.alert {
            read.push(alert.title.clone());
            read.push(alert.text.to_owned());
        }
        read.extend(texts_of(&draw_in(language, view)));
    };
    let reader = in_language(language);
    for situation in situations().into_iter().chain(more_situations()) {
        look(view_with(&snapshot(situation), &reader));
    }
    for snapshot in [of(3), of(40)] {
        for ui_state in ui_states(language) {
            look(view_with(&snapshot, &ui_state));
        }
    }
    for ui_state in for_a_dashboard(language) {
        look(view_with(
            &snapshot(Situation::SignedOut(signed_out(&[]))),
            &ui_state,
        ));
        look(view_with(&of(3), &ui_state));
    }
    let entries: Vec<_> = everything().into_iter().map(entry).collect();
    let unfolded = UiState {
        shows_all_activity: true,
        ..reader
    };
    look(view_of(&entries, &unfolded));
    read
}

fn in_language(language: Language) -> UiState {
    UiState {
        preferences: Preferences {
            language,
            ..Preferences::default()
        },
        ..UiState::default()
    }
}

/// The embed window in every state of access.
fn for_a_dashboard(language: Language) -> impl Iterator<Item = UiState> {
    let denials = [
        EmbedDenial::Origin,
        EmbedDenial::Opener,
        EmbedDenial::NoAnswer,
    ];
    let access_states = [
        DashboardAccess::Pending,
        DashboardAccess::Blocked,
        DashboardAccess::Allowed,
        DashboardAccess::Stopped,
    ];
    let all = access_states
        .into_iter()
        .chain(denials.map(DashboardAccess::Denied));
    all.map(move |access| UiState {
        embed: Some(EmbedState {
            origin: "https://dash.example".into(),
            access,
            readable: None,
        }),
        ..in_language(language)
    })
}

/// Situations that the test of the frame does not cover.
fn more_situations() -> Vec<Situation> {
    let mut sign_in = signed_out(&[("Corp", "quantum"), ("Staff", "ldap")]);
    sign_in.cluster_names = (0..20).map(|number| format!("Lab {number}")).collect();
    sign_in.end_session_url = Some("https://issuer.example/logout".into());
    let mut refused = refused();
    refused.causes = causes();
    let mut all = vec![Situation::SignedOut(sign_in)];
    all.extend([Step::Preparing, Step::Arriving, Step::Ending].map(Situation::Progress));
    for code in Code::ALL {
        let failed = cluster_without(ActivityView::Failed(error(*code)));
        all.push(Situation::SignedIn(session(vec![failed])));
        all.push(Situation::Failed(error(*code)));
    }
    all.push(Situation::SignedIn(session(vec![refused, idle(), off()])));
    all.extend([5, 500, 90_000].map(|left| Situation::SignedIn(ending_in(left))));
    all
}

/// A cluster without a requested certificate.
fn idle() -> ClusterView {
    ClusterView {
        active: false,
        ..cluster_without(ActivityView::Resting)
    }
}

/// A session in which every clock deviates.
fn off() -> ClusterView {
    let everybody = [
        ClockOwner::Computer,
        ClockOwner::Issuer,
        ClockOwner::Concierge,
        ClockOwner::Verifier,
    ];
    let off = |whose, offset_millis| Deviation {
        whose,
        offset_millis,
    };
    let mut cluster = cluster(Span::from_secs(240));
    if let Some(credential) = &mut cluster.credential {
        credential.deviations = everybody.map(|whose| off(whose, 4_200)).into();
        credential
            .deviations
            .extend(everybody.map(|whose| off(whose, -4_200)));
        credential.too_short = true;
    }
    cluster
}

/// Every export form, and every state of the live folder.
fn ui_states(language: Language) -> Vec<UiState> {
    let reader = in_language(language);
    let folder = |write_status, location: &str, error| {
        FolderState::Chosen(ChosenFolder {
            label: ".kube/haulout".into(),
            location: location.into(),
            write_status,
            error,
        })
    };
    let folders = [
        FolderState::Unsupported,
        FolderState::Unchosen(Some(FolderError::Gone)),
        folder(WriteStatus::Writing, "", Some(FolderError::Full)),
        folder(WriteStatus::Writing, "haulout", Some(FolderError::Refused)),
        folder(
            WriteStatus::Writing,
            "/a/../b",
            Some(FolderError::Foreign("a".into())),
        ),
        folder(WriteStatus::Writing, "~/.kube/haulout", None),
        folder(WriteStatus::Starting, "~/.kube/haulout", None),
        folder(WriteStatus::OtherTab, "~/.kube/haulout", None),
        folder(WriteStatus::PermissionDenied, "", None),
        folder(WriteStatus::PermissionNeeded, "", None),
    ];
    let folders = folders.map(|folder| UiState {
        folder,
        notifications: Notifications::Denied,
        ..reader.clone()
    });
    let forms = ExportForm::ALL.map(|form| UiState {
        preferences: Preferences {
            form: Some(form),
            ..reader.preferences.clone()
        },
        by_hand: Some(ExportForm::Once),
        notifications: Notifications::Possible,
        ..reader.clone()
    });
    folders.into_iter().chain(forms).collect()
}

/// The lines of text, and the attributes that screen readers announce. Documents, commands, codes and elements with
/// their own `lang` are left out.
fn texts_of(page: &str) -> Vec<String> {
    let mut page = page.to_owned();
    for (open, close) in [
        ("<pre", "</pre>"),
        ("<code", "</code>"),
        ("<option", "</option>"),
        ("<bdi lang=\"en\"", "</bdi>"),
    ] {
        while let Some(start) = page.find(open) {
            let end = page[start..].find(close).expect("it ends");
            page.replace_range(start..start + end + close.len(), "");
        }
    }
    let read_aloud = ["aria-label=\"", "title=\"", "placeholder=\"", "alt=\""];
    let values = |name| {
        page.split(name)
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
    };
    let attributes = read_aloud.into_iter().flat_map(values);
    let lines = page.split('<').filter_map(|part| part.split_once('>'));
    let lines = lines.map(|(_, text)| text);
    let texts = attributes.chain(lines).filter(|text| !text.is_empty());
    texts.map(str::to_owned).collect()
}
