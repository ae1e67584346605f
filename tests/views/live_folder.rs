//! The live folder: how it is shown, and which session its files belong to.

use haulout::ui::live_folder::{
    ChosenFolder, FolderError, FolderSession, FolderState, WriteStatus,
};
use haulout::ui::platform::Platform;
use haulout::ui::ui_state::UiState;
use haulout_protocol::error::Peer;
use haulout_protocol::kubeconfig::Shell;
use haulout_protocol::snapshot::{Situation, Step};
use haulout_protocol::time::Span;

use crate::make::{cluster, draw, lines, outage, session, signed_out, snapshot, texts, view_with};

#[test]
fn a_browser_without_folder_support_names_the_alternatives() {
    let page = page(FolderState::Unsupported);
    assert!(page.contains("This browser does not support it"), "{page}");
    assert!(page.contains("“haulout open”"), "{page}");
    let buttons = texts(&page, "button");
    assert!(buttons.contains(&"Pinniped CLI".to_owned()), "{buttons:?}");
    assert!(!buttons.contains(&"Choose folder".to_owned()));
    assert!(!page.contains("<input"));
}

#[test]
fn an_undetermined_folder_is_not_mentioned() {
    assert!(!page(FolderState::Unknown).contains("Live folder"));
}

#[test]
fn a_missing_folder_has_one_button() {
    let page = page(FolderState::Unchosen(None));
    assert_eq!(buttons(&page), ["Choose folder"]);
    assert!(!page.contains("role=\"alert\""));
}

#[test]
fn an_active_folder_shows_its_command() {
    let page = page(chosen(WriteStatus::Writing, "/home/me/.kube/haulout", None));
    assert!(page.contains("Writing to …/.kube/haulout"), "{page}");
    assert!(page.contains("export KUBECONFIG='/home/me/.kube/haulout/haulout.yaml'"));
    assert_eq!(buttons(&page), ["Stop and clear files", "Copy line"]);
    assert!(
        page.contains("kubectl --context prod-eu get pods"),
        "{page}"
    );
    insta::assert_snapshot!("live_folder", lines(section(&page)));
}

#[test]
fn a_folder_is_not_active_before_its_kubeconfig_is_complete() {
    let page = page(chosen(
        WriteStatus::Starting,
        "/home/me/.kube/haulout",
        None,
    ));
    assert!(page.contains("“haulout.yaml” is missing"), "{page}");
    assert!(page.contains("class=\"state busy\""), "{page}");
    assert!(!page.contains("class=\"badge"), "{page}");
    assert_eq!(texts(section(&page), "pre"), [""; 0]);
}

#[test]
fn the_page_says_how_the_dialog_shows_hidden_folders() {
    for (name, keys) in [
        ("Linux x86_64", Some("Ctrl+H")),
        ("MacIntel", Some("Cmd+Shift+.")),
        ("macOS", Some("Cmd+Shift+.")),
        ("Win32", None),
        ("", None),
    ] {
        let page = page_with(&UiState {
            folder: FolderState::Unchosen(None),
            platform: Platform::of_name(name),
            ..UiState::default()
        });
        let shown = ["Ctrl+H", "Cmd+Shift+."].into_iter();
        let shown: Vec<&str> = shown.filter(|keys| page.contains(keys)).collect();
        assert_eq!(shown, Vec::from_iter(keys), "{name}");
    }
}

#[test]
fn the_command_matches_the_computer_of_the_path() {
    for (place, line) in [
        (
            "~/.kube/haulout",
            "export KUBECONFIG=\"$HOME/.kube/haulout/haulout.yaml\"",
        ),
        (
            "/srv/my clusters/haulout",
            "export KUBECONFIG='/srv/my clusters/haulout/haulout.yaml'",
        ),
        (
            "C:\\Users\\me\\.kube\\haulout",
            "$env:KUBECONFIG='C:\\Users\\me\\.kube\\haulout\\haulout.yaml'",
        ),
    ] {
        let page = page(chosen(WriteStatus::Writing, place, None));
        let shown = texts(section(&page), "pre");
        assert_eq!(shown, [line]);
    }
}

#[test]
fn the_command_matches_the_chosen_shell() {
    for (shell, place, line) in [
        (
            Shell::Fish,
            "~/.kube/haulout",
            "set -gx KUBECONFIG \"$HOME/.kube/haulout/haulout.yaml\"",
        ),
        (
            Shell::Fish,
            "/srv/my clusters/haulout",
            "set -gx KUBECONFIG '/srv/my clusters/haulout/haulout.yaml'",
        ),
        (
            Shell::PowerShell,
            "~/.kube/haulout",
            "$env:KUBECONFIG=\"$HOME/.kube/haulout/haulout.yaml\"",
        ),
        (
            Shell::PowerShell,
            "/home/me/haulout",
            "$env:KUBECONFIG='/home/me/haulout/haulout.yaml'",
        ),
        (
            Shell::Fish,
            "C:\\me\\haulout",
            "$env:KUBECONFIG='C:\\me\\haulout\\haulout.yaml'",
        ),
    ] {
        let mut ui_state = UiState {
            folder: chosen(WriteStatus::Writing, place, None),
            ..UiState::default()
        };
        ui_state.preferences.shell = Some(shell);
        assert_eq!(texts(section(&page_with(&ui_state)), "pre"), [line]);
    }
}

#[test]
fn an_unusable_path_has_a_hint() {
    for (place, words) in [
        ("", "The path is missing"),
        (".kube/haulout", "Enter the full path."),
        ("~/$(id)/haulout", "a special meaning in a shell"),
    ] {
        let page = page(chosen(WriteStatus::Starting, place, None));
        assert!(page.contains(words), "{page}");
        assert!(page.contains("class=\"state busy\""), "{page}");
        assert_eq!(texts(section(&page), "pre"), [""; 0]);
    }
}

#[test]
fn a_page_that_does_not_write_says_why_and_what_to_do() {
    for (write_status, words, step) in [
        (
            WriteStatus::PermissionNeeded,
            "needs your permission again",
            &["Allow access", "Stop and clear files"][..],
        ),
        (
            WriteStatus::PermissionDenied,
            "No permission to write to .kube/haulout",
            &["Choose folder", "Stop and clear files"],
        ),
        (
            WriteStatus::OtherTab,
            "Another tab writes to .kube/haulout",
            &[],
        ),
    ] {
        let page = page(chosen(write_status, "~/.kube/haulout", None));
        assert!(page.contains(words), "{page}");
        assert_eq!(buttons(&page), step);
        assert!(!page.contains("<input"), "{page}");
    }
}

#[test]
fn every_folder_error_is_an_alert_with_a_step() {
    for (exception, words, step) in [
        ("NotFoundError", "Choose a folder again.", "Choose folder"),
        ("QuotaExceededError", "Free some space.", "Retry"),
        (
            "NotAllowedError",
            "Check that you have write access",
            "Retry",
        ),
        (
            "NoModificationAllowedError",
            "Check that you have write access",
            "Retry",
        ),
        ("TypeMismatchError", "“prod.json” is a folder", "Retry"),
        ("DataCloneError", "(DataCloneError)", "Retry"),
    ] {
        let error = FolderError::new(exception, "prod.json");
        let page = page(chosen(WriteStatus::Writing, "~/.kube/haulout", Some(error)));
        let alert = page
            .split("role=\"alert\"")
            .nth(1)
            .expect("it is announced");
        assert!(alert.contains(words), "{exception}: {page}");
        assert!(
            buttons(&page).contains(&step.to_owned()),
            "{exception}: {page}"
        );
        assert!(page.contains("class=\"state bad\""), "{page}");
    }
    let foreign = FolderError::new("ForeignFile", "haulout.yaml");
    let page = page(chosen(
        WriteStatus::Writing,
        "~/.kube/haulout",
        Some(foreign),
    ));
    assert!(page.contains("It was not replaced."), "{page}");
}

#[test]
fn a_folder_error_after_the_session_is_shown_on_every_page() {
    let state = chosen(WriteStatus::OtherTab, "", Some(FolderError::Full));
    let ui_state = UiState {
        folder: state,
        ..UiState::default()
    };
    let page = draw(view_with(
        &snapshot(Situation::SignedOut(signed_out(&[]))),
        &ui_state,
    ));
    assert!(page.contains("role=\"alert\""), "{page}");
    assert!(page.contains("The disk is full."), "{page}");
}

#[test]
fn folder_names_are_escaped() {
    let mut state = chosen(WriteStatus::Writing, "/<img src=x>", None);
    if let FolderState::Chosen(folder) = &mut state {
        folder.label = "<img src=x>/haulout".into();
    }
    assert!(!page(state).contains("<img"));
}

#[test]
fn the_folders_session_follows_the_situation() {
    let mut resting = cluster(Span::from_secs(60));
    resting.id = "resting".into();
    resting.active = false;
    for (situation, session) in [
        (Situation::Progress(Step::Preparing), FolderSession::Unknown),
        (Situation::Progress(Step::Arriving), FolderSession::Unknown),
        (Situation::Progress(Step::Leaving), FolderSession::Unknown),
        (
            Situation::Failed(outage(Peer::Issuer)),
            FolderSession::Unknown,
        ),
        (Situation::Progress(Step::Ending), FolderSession::Ended),
        (Situation::SignedOut(signed_out(&[])), FolderSession::Ended),
        (
            Situation::SignedIn(session(vec![cluster(Span::from_secs(60)), resting])),
            FolderSession::Active(vec!["prod-eu".into()]),
        ),
    ] {
        assert_eq!(FolderSession::new(&snapshot(situation)), session);
    }
}

fn chosen(write_status: WriteStatus, location: &str, error: Option<FolderError>) -> FolderState {
    FolderState::Chosen(ChosenFolder {
        label: ".kube/haulout".into(),
        location: location.into(),
        write_status,
        error,
    })
}

/// The page of a signed-in user.
fn page(folder: FolderState) -> String {
    page_with(&UiState {
        folder,
        ..UiState::default()
    })
}

fn page_with(ui_state: &UiState) -> String {
    let situation = Situation::SignedIn(session(vec![cluster(Span::from_secs(240))]));
    draw(view_with(&snapshot(situation), ui_state))
}

/// The texts and controls of the folder.
fn section(page: &str) -> &str {
    let start = page.find("<div class=\"folder\"").expect("it is there");
    let rest = &page[start..];
    // The next element is a command, a choice of shells, or nothing.
    let end = [
        "<p class=\"muted small\">Try it",
        "role=\"group\"",
        "</section>",
    ]
    .iter()
    .filter_map(|next| rest.find(next))
    .min();
    &rest[..end.unwrap_or(rest.len())]
}

fn buttons(page: &str) -> Vec<String> {
    texts(section(page), "button")
}
