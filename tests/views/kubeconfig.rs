//! The exported kubeconfig: the text of each form, the commands that use it, and its clusters.

use std::process::Command;

use haulout::ui::choice::ExportForm;
use haulout::ui::dispatch::{Action, ExportAction, ListAction, Preference};
use haulout::ui::live_folder::FolderState;
use haulout::ui::ui_state::UiState;
use haulout::ui::view_model::{Preview, ViewContext, ViewModel, file_name};
use haulout_protocol::kubeconfig::Shell;
use haulout_protocol::snapshot::{ActivityView, ClusterView, Situation};
use haulout_protocol::time::{Skew, Span};

use crate::export::{act, at, clusters, commands, of, once, panel, supported};
use crate::make::{
    cluster, cluster_without, draw, session, snapshot, texts, view_context, view_with,
};

#[test]
fn each_form_has_its_text_and_its_buttons() {
    for (form, words, buttons) in [
        (
            ExportForm::Once,
            "valid until 10:09:00",
            &["Copy kubeconfig", "Download"][..],
        ),
        (
            ExportForm::Haulout,
            "“haulout credential”",
            &["Copy kubeconfig", "Download"],
        ),
        (
            ExportForm::PinnipedCli,
            "The file contains no secrets, so you can share it.",
            &["Copy kubeconfig", "Download"],
        ),
        (
            ExportForm::Shell,
            "valid until 10:09:00",
            &["Copy commands"],
        ),
    ] {
        let page = shown(form, 1);
        let page = if form == ExportForm::Once {
            once(&page)
        } else {
            panel(&page)
        };
        assert!(page.contains(words), "{form:?}: {page}");
        assert_eq!(&texts(page, "button")[..buttons.len()], buttons, "{form:?}");
        assert!(page.contains(&format!("the kubeconfig of c0 as {form:?}")));
        assert!(page.contains("kubectl --context c0 get pods"));
        let says_more = page.contains("valid until");
        let ends = matches!(form, ExportForm::Once | ExportForm::Shell);
        assert_eq!(says_more, ends, "only what ends says so");
    }
}

#[test]
fn the_export_shows_the_earliest_expiry_on_this_computers_clock() {
    let mut soon = cluster(Span::from_secs(90));
    soon.id = "soon".into();
    let mut ahead = cluster(Span::from_secs(240));
    if let Some(credential) = &mut ahead.credential {
        credential.verifier = Some(Skew::new(200_000, Span::ZERO));
    }
    let later = Situation::SignedIn(session(vec![ahead, soon]));
    let mut ui_state = UiState::default();
    ui_state.list.selected = vec!["prod-eu".into(), "soon".into()];
    let page = draw(view_with(&snapshot(later), &ui_state));
    assert!(page.contains("valid until 10:05:40."), "{page}");
}

#[test]
fn the_commands_are_for_the_chosen_shell() {
    for (shell, line) in [
        (
            Shell::Bash,
            "export KUBECONFIG=~/Downloads/c0.kubeconfig.yaml",
        ),
        (
            Shell::Fish,
            "set -gx KUBECONFIG ~/Downloads/c0.kubeconfig.yaml",
        ),
        (
            Shell::PowerShell,
            "$env:KUBECONFIG=\"$HOME/Downloads/c0.kubeconfig.yaml\"",
        ),
    ] {
        let mut ui_state = UiState::default();
        ui_state.apply(&Action::Prefer(Preference::Shell(shell)), &of(1));
        let page = draw(view_with(&of(1), &ui_state));
        assert_eq!(commands(once(&page))[0], line);
        for part in [once(&page), panel(&page)] {
            assert_eq!(part.matches("aria-pressed=\"true\"").count(), 1);
        }
    }
}

#[test]
fn real_shells_interpret_the_commands_as_intended() {
    let odd = "/srv/my clusters/it\\is/haulout";
    for (program, shell) in [("bash", Shell::Bash), ("fish", Shell::Fish)] {
        if Command::new(program).arg("--version").output().is_err() {
            eprintln!("there is no {program} on this computer");
            continue;
        }
        for (folder, file) in [
            (
                FolderState::Unknown,
                "/home/me/Downloads/c0.kubeconfig.yaml".to_owned(),
            ),
            (
                at("~/a b/haulout"),
                "/home/me/a b/haulout/haulout.yaml".to_owned(),
            ),
            (at(odd), format!("{odd}/haulout.yaml")),
        ] {
            let mut ui_state = UiState {
                folder,
                ..UiState::default()
            };
            ui_state.preferences.shell = Some(shell);
            let page = draw(view_with(&of(1), &ui_state));
            let part = if ui_state.folder == FolderState::Unknown {
                once(&page)
            } else {
                panel(&page)
            };
            let line = &commands(part)[0];
            let home = tempfile::tempdir().expect("a folder");
            let output = Command::new(program)
                .args(["-c", &format!("{line}\nprintenv KUBECONFIG")])
                .env("HOME", "/home/me")
                .env("XDG_CONFIG_HOME", home.path())
                .env("XDG_DATA_HOME", home.path())
                .output()
                .expect("it runs");
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            assert_eq!(said.trim_end(), file, "{program}: {line}");
        }
    }
}

#[test]
fn a_context_with_a_space_is_quoted_for_the_shell() {
    let ui_state = UiState::default();
    let preview = |_: &[&str], _| {
        Some(Preview {
            text: String::new(),
            current_context: "my cluster".into(),
        })
    };
    let context = ViewContext {
        preview: &preview,
        ..view_context(&ui_state)
    };
    let page = draw(ViewModel::new(&of(1), context));
    assert!(
        page.contains("kubectl --context 'my cluster' get pods"),
        "{page}"
    );
}

#[test]
fn several_clusters_are_one_file_with_a_heading() {
    let heading = |form, selected: &[&str]| {
        let mut ui_state = UiState::default();
        ui_state.preferences.form = Some(form);
        for id in selected {
            let select = Action::List(ListAction::Select((*id).into()));
            ui_state.apply(&select, &of(3));
        }
        let page = draw(view_with(&of(3), &ui_state));
        if form == ExportForm::Once {
            texts(once(&page), "h3")
        } else {
            texts(panel(&page), "h4")
        }
    };
    assert_eq!(heading(ExportForm::Once, &[]), [""; 0]);
    assert_eq!(heading(ExportForm::Once, &["c2"]), ["For Cluster 2"]);
    assert_eq!(
        heading(ExportForm::Once, &["c2", "c0"]),
        ["One kubeconfig for 2 clusters"]
    );
    assert_eq!(
        heading(ExportForm::Shell, &["c2", "c0"]),
        ["Commands for 2 clusters"]
    );
}

#[test]
fn the_export_names_the_clusters_without_a_credential() {
    let mut clusters = clusters(3);
    for name in ["Lab", "Edge 1", "Edge 2", "Edge 3"] {
        clusters.push(ClusterView {
            id: name.replace(' ', "-"),
            name: name.into(),
            ..cluster_without(ActivityView::Resting)
        });
    }
    let snapshot = snapshot(Situation::SignedIn(session(clusters)));
    let mut ui_state = UiState::default();
    ui_state.apply(&Action::List(ListAction::SelectAll(true)), &snapshot);
    let page = draw(view_with(&snapshot, &ui_state));
    assert!(
        page.contains(
            "Not included, because they have no certificate: Lab, Edge 1, Edge 2 … and 1 more"
        ),
        "{page}"
    );
    assert!(page.contains("One kubeconfig for 3 clusters"));
    act(&mut ui_state, ExportAction::Form(ExportForm::PinnipedCli));
    let page = draw(view_with(&snapshot, &ui_state));
    let page = panel(&page);
    assert!(!page.contains("Not included"), "{page}");
    assert!(page.contains("One kubeconfig for 7 clusters"));
}

#[test]
fn the_preview_of_a_thousand_clusters_shows_three() {
    let snapshot = of(1000);
    let mut ui_state = UiState::default();
    ui_state.apply(&Action::List(ListAction::SelectAll(true)), &snapshot);
    let page = draw(view_with(&snapshot, &ui_state));
    assert!(page.contains("One kubeconfig for 1000 clusters"));
    assert!(page.contains("the kubeconfig of c0, c1, c2 as Once"));
    assert!(page.contains("… and 997 more"));
    assert!(page.contains("~/Downloads/acme-clusters.kubeconfig.yaml"));
}

#[test]
fn the_file_is_named_after_its_cluster_or_the_portal() {
    let clusters = clusters(2);
    let (one, two) = (&clusters[0], &clusters[1]);
    assert_eq!(file_name(&[one], Some("Acme")), "c0.kubeconfig.yaml");
    assert_eq!(file_name(&[one, two], None), "haulout.kubeconfig.yaml");
    let odd = Some("Häfen & $(Seen)");
    assert_eq!(
        file_name(&[one, two], odd),
        "h-fen-----seen.kubeconfig.yaml"
    );
}

/// A page with this number of clusters, in this form.
fn shown(form: ExportForm, clusters: usize) -> String {
    let mut ui_state = supported();
    ui_state.preferences.form = Some(form);
    draw(view_with(&of(clusters), &ui_state))
}
