//! The kubeconfig export: its tabs, the live folder among them, and the clipboard.

use haulout::ui::choice::ExportForm;
use haulout::ui::dispatch::{Action, ExportAction, ListStep};
use haulout::ui::live_folder::{ChosenFolder, FolderError, FolderState, WriteStatus};
use haulout::ui::ui_state::{Notice, UiState};
use haulout::ui::view_model::{Page, ViewModel};
use haulout_protocol::snapshot::{ActivityView, ClusterView, Situation, Snapshot};
use haulout_protocol::time::Span;

use crate::make::{
    cluster, cluster_without, draw, session, snapshot, texts, view_context, view_with,
};

const LIFE: Span = Span::from_secs(240);

#[test]
fn the_pinniped_cli_form_says_why_it_is_not_available() {
    let mut lab = cluster(Span::from_secs(240));
    lab.has_pinniped_cli = false;
    let mut ui_state = UiState::default();
    ui_state.preferences.form = Some(ExportForm::PinnipedCli);
    let page = draw(view_with(
        &snapshot(Situation::SignedIn(session(vec![lab]))),
        &ui_state,
    ));
    assert!(
        page.contains("The issuer is not a Pinniped Supervisor"),
        "{page}"
    );
    assert!(page.contains("issuer.cli.clientId"), "{page}");
    assert!(!panel(&page).contains("Copy kubeconfig"), "{page}");
}

#[test]
fn the_forms_are_tabs_with_one_tab_stop_and_a_labelled_panel() {
    let page = draw(view_with(&of(1), &supported()));
    assert_eq!(
        tabs(&page),
        [
            "Live folder recommended",
            "Haulout CLI",
            "Pinniped CLI",
            "Shell commands"
        ]
    );
    assert_eq!(page.matches("role=\"tablist\"").count(), 1);
    assert_eq!(page.matches("aria-selected=\"true\"").count(), 1);
    let tab = tag(&page, "role=\"tab\"");
    for attribute in [
        "aria-selected=\"true\"",
        "tabindex=\"0\"",
        "id=\"export-folder\"",
    ] {
        assert!(tab.contains(attribute), "{attribute} is not in {tab}");
    }
    assert_eq!(page.matches("role=\"tab\"").count(), 4);
    let list = page
        .split("role=\"tablist\"")
        .nth(1)
        .and_then(|rest| rest.split("</div>").next());
    let others = list.unwrap_or_default().matches("tabindex=\"-1\"").count();
    assert_eq!(others, 3, "one stop for all tabs");
    let panel = tag(&page, "role=\"tabpanel\"");
    assert!(
        panel.contains("aria-labelledby=\"export-folder\""),
        "{panel}"
    );
    let id = attribute(panel, "id");
    assert_eq!(attribute(tab, "aria-controls"), id);
}

#[test]
fn the_recommended_form_is_shown_until_the_user_chooses() {
    for (folder, best) in [
        (FolderState::Unknown, ExportForm::Haulout),
        (FolderState::Unsupported, ExportForm::Haulout),
        (FolderState::Unchosen(None), ExportForm::Folder),
        (chosen(None), ExportForm::Folder),
    ] {
        let mut ui_state = UiState {
            folder,
            ..UiState::default()
        };
        assert_eq!(ui_state.form(), best);
        let hint = "Chrome and Edge on a computer do";
        let page = draw(view_with(&of(1), &ui_state));
        assert_eq!(
            page.contains(hint),
            ui_state.folder == FolderState::Unsupported
        );
        act(&mut ui_state, ExportAction::Form(ExportForm::Shell));
        assert_eq!(ui_state.form(), ExportForm::Shell);
        act(&mut ui_state, ExportAction::Form(ExportForm::Folder));
        assert_eq!(ui_state.form(), best, "there is no other folder");
    }
}

#[test]
fn each_form_with_a_plugin_has_its_entry_for_kuberc() {
    let shell = "allows every command";
    for (form, place, entry, warns) in [
        (ExportForm::Haulout, "", Some("- name: haulout"), false),
        (ExportForm::PinnipedCli, "", Some("- name: pinniped"), false),
        (
            ExportForm::Folder,
            "/home/me/.kube/haulout",
            Some("- name: cat"),
            false,
        ),
        (
            ExportForm::Folder,
            "~/.kube/haulout",
            Some("- name: sh"),
            true,
        ),
        (
            ExportForm::Folder,
            r"C:\Users\me\.kube\haulout",
            Some("- name: cmd"),
            true,
        ),
        (ExportForm::Shell, "", None, false),
    ] {
        let mut ui_state = UiState {
            folder: at(place),
            ..UiState::default()
        };
        ui_state.preferences.form = Some(form);
        let page = draw(view_with(&of(1), &ui_state));
        let entries = texts(panel(&page), "pre");
        let entries: Vec<&str> = entries.iter().map(String::as_str).collect();
        let found = entries
            .iter()
            .find(|text| text.starts_with("- name:"))
            .copied();
        assert_eq!(found, entry, "{form:?} {place}");
        assert_eq!(panel(&page).contains(shell), warns, "{form:?} {place}");
    }
}

#[test]
fn arrow_keys_wrap_around_the_tabs() {
    let mut ui_state = supported();
    for (step, lead_to) in [
        (ListStep::Next, ExportForm::Haulout),
        (ListStep::Last, ExportForm::Shell),
        (ListStep::Next, ExportForm::Folder),
        (ListStep::Previous, ExportForm::Shell),
        (ListStep::Previous, ExportForm::PinnipedCli),
        (ListStep::First, ExportForm::Folder),
    ] {
        act(&mut ui_state, ExportAction::Step(step));
        assert_eq!(ui_state.form(), lead_to, "{step:?}");
        assert_eq!(ui_state.preferences.form, Some(lead_to), "it is remembered");
    }
}

#[test]
fn the_folder_tab_shows_its_state_while_another_tab_is_open() {
    for (folder, tab) in [
        (chosen(None), "Live folder active"),
        (
            chosen(Some(FolderError::Full)),
            "Live folder action required",
        ),
    ] {
        let mut ui_state = UiState {
            folder,
            ..UiState::default()
        };
        ui_state.preferences.form = Some(ExportForm::Haulout);
        let page = draw(view_with(&of(1), &ui_state));
        assert_eq!(tabs(&page)[0], tab);
        let fails = tab.ends_with("action required");
        assert_eq!(
            page.matches("The disk is full.").count(),
            usize::from(fails)
        );
        assert_eq!(page.contains("role=\"alert\""), fails);
        ui_state.preferences.form = None;
        let page = draw(view_with(&of(1), &ui_state));
        assert_eq!(
            page.matches("The disk is full.").count(),
            usize::from(fails)
        );
    }
}

#[test]
fn the_folder_is_shown_without_a_certificate() {
    let nothing = snapshot(Situation::SignedIn(session(vec![cluster_without(
        ActivityView::Requesting,
    )])));
    let mut ui_state = UiState {
        folder: chosen(None),
        ..UiState::default()
    };
    let page = draw(view_with(&nothing, &ui_state));
    assert!(page.contains("Writing to …/.kube/haulout"), "{page}");
    act(&mut ui_state, ExportAction::Form(ExportForm::Shell));
    let page = draw(view_with(&nothing, &ui_state));
    assert!(page.contains("Nothing to export yet"), "{page}");
    assert_eq!(panel_buttons(&page), [""; 0]);
}

#[test]
fn the_folder_contains_all_clusters_and_says_so() {
    let ui_state = UiState {
        folder: chosen(None),
        ..UiState::default()
    };
    let page = draw(view_with(&of(3), &ui_state));
    assert!(page.contains("regardless of the selection"), "{page}");
    assert!(page.contains("the kubeconfig of c0, c1, c2 as Folder"));
    assert!(!draw(view_with(&of(1), &ui_state)).contains("whichever"));
}

#[test]
fn the_field_for_manual_copying_is_rendered_empty() {
    let mut ui_state = UiState {
        by_hand: Some(ExportForm::Once),
        ..UiState::default()
    };
    let page = draw(view_with(&of(1), &ui_state));
    assert_eq!(texts(&page, "textarea"), [""]);
    assert!(page.contains("readonly"), "{page}");
    act(&mut ui_state, ExportAction::HideCopyField);
    assert!(!draw(view_with(&of(1), &ui_state)).contains("<textarea"));
}

#[test]
fn a_copied_secret_can_be_cleared_after_other_actions() {
    let copied = Some(Notice {
        text: "Copied.".into(),
        good: true,
        can_clear: true,
    });
    let mut ui_state = UiState {
        notice: copied.clone(),
        ..UiState::default()
    };
    let page = draw(view_with(&of(1), &ui_state));
    assert!(texts(&page, "button").contains(&"Clear clipboard".to_owned()));
    ui_state.apply(&Action::Renew, &of(1));
    assert_eq!(ui_state.notice, copied);
    act(&mut ui_state, ExportAction::ClearClipboard);
    assert_eq!(ui_state.notice, None);
}

#[test]
fn a_tick_does_not_change_the_export_view() {
    let ui_state = UiState::default();
    let snapshot = of(2);
    let at = |seconds| {
        let mut context = view_context(&ui_state);
        context.now.wall = context.now.wall.plus(Span::from_secs(seconds));
        let Page::Clusters(view) = ViewModel::new(&snapshot, context).page else {
            panic!("the user is signed in");
        };
        (view.kubeconfig, view.export)
    };
    assert_eq!(at(0), at(1));
}

pub(crate) fn act(ui_state: &mut UiState, action: ExportAction) {
    ui_state.apply(&Action::Export(action), &of(1));
}

pub(crate) fn supported() -> UiState {
    UiState {
        folder: FolderState::Unchosen(None),
        ..UiState::default()
    }
}

fn chosen(error: Option<FolderError>) -> FolderState {
    FolderState::Chosen(ChosenFolder {
        error,
        ..folder_at("~/.kube/haulout")
    })
}

pub(crate) fn at(location: &str) -> FolderState {
    FolderState::Chosen(folder_at(location))
}

fn folder_at(location: &str) -> ChosenFolder {
    ChosenFolder {
        label: ".kube/haulout".into(),
        location: location.into(),
        write_status: WriteStatus::Writing,
        error: None,
    }
}

pub(crate) fn of(count: usize) -> Snapshot {
    snapshot(Situation::SignedIn(session(clusters(count))))
}

pub(crate) fn clusters(count: usize) -> Vec<ClusterView> {
    let made = |number| ClusterView {
        id: format!("c{number}"),
        name: format!("Cluster {number}"),
        ..cluster(LIFE)
    };
    (0..count).map(made).collect()
}

fn tabs(page: &str) -> Vec<String> {
    let list = page
        .split("role=\"tablist\"")
        .nth(1)
        .expect("there are tabs");
    let list = list.split("</div>").next().unwrap_or_default();
    texts(list, "button")
}

pub(crate) fn panel_buttons(page: &str) -> Vec<String> {
    texts(panel(page), "button")
}

/// The panel of the selected tab.
pub(crate) fn panel(page: &str) -> &str {
    let panel = page.split("role=\"tabpanel\"").nth(1);
    let panel = panel.and_then(|rest| rest.split("</section>").next());
    panel.expect("there is one")
}

/// The one-time kubeconfig.
pub(crate) fn once(page: &str) -> &str {
    let once = page.split("class=\"kubeconfig\"").nth(1);
    let once = once.and_then(|rest| rest.split("class=\"export\"").next());
    once.expect("there is one")
}

/// The commands in a part of the page.
pub(crate) fn commands(part: &str) -> Vec<String> {
    let commands = part.split("class=\"line\"").skip(1);
    commands.map(|rest| texts(rest, "pre").remove(0)).collect()
}

/// The first tag that contains this text.
fn tag<'a>(page: &'a str, what: &str) -> &'a str {
    let mut tags = page.split('<').filter_map(|rest| rest.split('>').next());
    tags.find(|tag| tag.contains(&format!("{what} ")) || tag.ends_with(what))
        .expect("it is there")
}

fn attribute<'a>(tag: &'a str, name: &str) -> &'a str {
    let rest = tag
        .split(&format!(" {name}=\""))
        .nth(1)
        .expect("it has one");
    rest.split('"').next().unwrap_or_default()
}
