//! The hand-over: the forms, what each says and shows, and for whom it is.

use haulout::ui::dispatch::{Action, HandOverAction, ListAction, ListStep, Preference};
use haulout::ui::memory::{FormName, Memory};
use haulout::ui::view_model::{
    ChosenFolder, FolderState, FolderTrouble, Notice, Page, Preview, Surroundings, ViewModel,
    Writer, file_name, form,
};
use haulout_protocol::kubeconfig::Shell;
use haulout_protocol::snapshot::{ActivityView, ClusterView, Situation, Snapshot};
use haulout_protocol::time::{Skew, Span};

use crate::make::{around, cluster, cluster_without, draw, session, snapshot, texts, view_with};

const LIFE: Span = Span::from_secs(240);

#[test]
fn the_forms_are_tabs_of_which_one_can_be_reached_and_names_its_panel() {
    let page = draw(view_with(&of(1), &supported()));
    assert_eq!(
        tabs(&page),
        [
            "Keep a folder fresh recommended",
            "Just once",
            "haulout",
            "Pinniped CLI",
            "Shell"
        ]
    );
    assert_eq!(page.matches("role=\"tablist\"").count(), 1);
    assert_eq!(page.matches("aria-selected=\"true\"").count(), 1);
    let tab = tag(&page, "role=\"tab\"");
    for attribute in [
        "aria-selected=\"true\"",
        "tabindex=\"0\"",
        "id=\"way-folder\"",
    ] {
        assert!(tab.contains(attribute), "{attribute} is not in {tab}");
    }
    assert_eq!(page.matches("role=\"tab\"").count(), 5);
    let list = page
        .split("role=\"tablist\"")
        .nth(1)
        .and_then(|rest| rest.split("</div>").next());
    let others = list.unwrap_or_default().matches("tabindex=\"-1\"").count();
    assert_eq!(others, 4, "one stop for all tabs");
    let panel = tag(&page, "role=\"tabpanel\"");
    assert!(panel.contains("aria-labelledby=\"way-folder\""), "{panel}");
    let id = attribute(panel, "id");
    assert_eq!(attribute(tab, "aria-controls"), id);
}

#[test]
fn the_best_form_of_this_browser_is_first_and_shown_until_a_person_chooses() {
    for (folder, best) in [
        (FolderState::Unknown, FormName::Once),
        (FolderState::Unsupported, FormName::Once),
        (FolderState::Unchosen(None), FormName::Folder),
        (chosen(None), FormName::Folder),
    ] {
        let mut memory = Memory {
            folder,
            ..Memory::default()
        };
        assert_eq!(form(&memory), best);
        let hint = "Chrome and Edge on a computer can";
        let page = draw(view_with(&of(1), &memory));
        assert_eq!(
            page.contains(hint),
            memory.folder == FolderState::Unsupported
        );
        act(&mut memory, HandOverAction::Form(FormName::Shell));
        assert_eq!(form(&memory), FormName::Shell);
        act(&mut memory, HandOverAction::Form(FormName::Folder));
        assert_eq!(form(&memory), best, "there is no other folder");
    }
}

#[test]
fn arrows_go_round() {
    let mut memory = supported();
    for (step, lead_to) in [
        (ListStep::Next, FormName::Once),
        (ListStep::Last, FormName::Shell),
        (ListStep::Next, FormName::Folder),
        (ListStep::Previous, FormName::Shell),
        (ListStep::Previous, FormName::PinnipedCli),
        (ListStep::First, FormName::Folder),
    ] {
        act(&mut memory, HandOverAction::Step(step));
        assert_eq!(form(&memory), lead_to, "{step:?}");
        assert_eq!(memory.preferences.form, Some(lead_to), "it is remembered");
    }
}

#[test]
fn the_folders_tab_says_how_it_stands_also_while_another_is_shown() {
    for (folder, tab) in [
        (chosen(None), "Keep a folder fresh on"),
        (
            chosen(Some(FolderTrouble::Full)),
            "Keep a folder fresh needs you",
        ),
    ] {
        let mut memory = Memory {
            folder,
            ..Memory::default()
        };
        memory.preferences.form = Some(FormName::Once);
        let page = draw(view_with(&of(1), &memory));
        assert_eq!(tabs(&page)[0], tab);
        let fails = tab.ends_with("needs you");
        assert_eq!(
            page.matches("The disk is full.").count(),
            usize::from(fails)
        );
        assert_eq!(page.contains("role=\"alert\""), fails);
        memory.preferences.form = None;
        let page = draw(view_with(&of(1), &memory));
        assert_eq!(
            page.matches("The disk is full.").count(),
            usize::from(fails)
        );
    }
}

#[test]
fn each_form_says_what_it_does_and_offers_what_there_is() {
    for (form, words, buttons) in [
        (
            FormName::Once,
            "until 10:09:00, and then no more",
            &["Copy kubeconfig", "Download kubeconfig"][..],
        ),
        (
            FormName::Haulout,
            "“haulout credential”",
            &["Copy kubeconfig", "Download kubeconfig"],
        ),
        (
            FormName::PinnipedCli,
            "Nothing in this file is secret, so you can share it.",
            &["Copy kubeconfig", "Download kubeconfig"],
        ),
        (
            FormName::Shell,
            "until 10:09:00, and then no more",
            &["Copy commands"],
        ),
    ] {
        let page = shown(form, 1);
        assert!(page.contains(words), "{form:?}: {page}");
        assert_eq!(&panel_buttons(&page)[..buttons.len()], buttons, "{form:?}");
        assert!(page.contains(&format!("the kubeconfig of c0 as {form:?}")));
        assert!(page.contains("kubectl --context c0 get pods"));
        let says_more = page.contains("and then no more");
        let ends = matches!(form, FormName::Once | FormName::Shell);
        assert_eq!(says_more, ends, "only what ends says so");
    }
}

#[test]
fn the_end_is_the_first_one_on_this_computers_clock() {
    let mut soon = cluster(Span::from_secs(90));
    soon.id = "soon".into();
    let mut ahead = cluster(LIFE);
    if let Some(credential) = &mut ahead.credential {
        credential.verifier = Some(Skew::new(200_000, Span::ZERO));
    }
    let later = Situation::SignedIn(session(vec![ahead, soon]));
    let mut memory = Memory::default();
    memory.list.selected = vec!["prod-eu".into(), "soon".into()];
    let page = draw(view_with(&snapshot(later), &memory));
    assert!(page.contains("until 10:05:40,"), "{page}");
}

#[test]
fn the_commands_are_for_the_readers_shell() {
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
        let mut memory = Memory::default();
        memory.apply(&Action::Prefer(Preference::Shell(shell)), &of(1));
        let page = draw(view_with(&of(1), &memory));
        assert_eq!(texts(&page, "pre")[0], line);
        assert_eq!(page.matches("aria-pressed=\"true\"").count(), 1);
    }
}

#[test]
fn a_context_with_a_space_is_quoted_for_the_shell() {
    let memory = Memory::default();
    let preview = |_: &[&str], _| {
        Some(Preview {
            text: String::new(),
            context: "my cluster".into(),
        })
    };
    let around = Surroundings {
        preview: &preview,
        ..around(&memory)
    };
    let page = draw(ViewModel::new(&of(1), around));
    assert!(
        page.contains("kubectl --context 'my cluster' get pods"),
        "{page}"
    );
}

#[test]
fn several_clusters_are_one_file_and_the_heading_says_for_which() {
    let heading = |form, selected: &[&str]| {
        let mut memory = Memory::default();
        memory.preferences.form = Some(form);
        for id in selected {
            let select = Action::List(ListAction::Select((*id).into()));
            memory.apply(&select, &of(3));
        }
        texts(&draw(view_with(&of(3), &memory)), "h3")
    };
    assert_eq!(heading(FormName::Once, &[]), [""; 0]);
    assert_eq!(heading(FormName::Once, &["c2"]), ["For Cluster 2"]);
    assert_eq!(
        heading(FormName::Once, &["c2", "c0"]),
        ["One file for 2 clusters"]
    );
    assert_eq!(
        heading(FormName::Shell, &["c2", "c0"]),
        ["Commands for 2 clusters"]
    );
}

#[test]
fn clusters_without_a_credential_are_left_out_by_name_where_one_is_needed() {
    let mut clusters = clusters(3);
    for name in ["Lab", "Edge 1", "Edge 2", "Edge 3"] {
        clusters.push(ClusterView {
            id: name.replace(' ', "-"),
            name: name.into(),
            ..cluster_without(ActivityView::Resting)
        });
    }
    let snapshot = snapshot(Situation::SignedIn(session(clusters)));
    let mut memory = Memory::default();
    memory.apply(&Action::List(ListAction::SelectAll(true)), &snapshot);
    let page = draw(view_with(&snapshot, &memory));
    assert!(
        page.contains("Left out, for lack of a certificate: Lab, Edge 1, Edge 2 … and 1 more"),
        "{page}"
    );
    assert!(page.contains("One file for 3 clusters"));
    act(&mut memory, HandOverAction::Form(FormName::PinnipedCli));
    let page = draw(view_with(&snapshot, &memory));
    assert!(!page.contains("Left out"), "{page}");
    assert!(page.contains("One file for 7 clusters"));
}

#[test]
fn a_thousand_clusters_are_looked_at_by_three_of_them() {
    let snapshot = of(1000);
    let mut memory = Memory::default();
    memory.apply(&Action::List(ListAction::SelectAll(true)), &snapshot);
    let page = draw(view_with(&snapshot, &memory));
    assert!(page.contains("One file for 1000 clusters"));
    assert!(page.contains("the kubeconfig of c0, c1, c2 as Once"));
    assert!(page.contains("… and 997 more"));
    assert!(page.contains("~/Downloads/acme-clusters.kubeconfig.yaml"));
}

#[test]
fn the_file_is_called_after_its_cluster_or_after_the_portal() {
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

#[test]
fn a_folder_stays_in_sight_while_no_certificate_is_at_hand() {
    let nothing = snapshot(Situation::SignedIn(session(vec![cluster_without(
        ActivityView::Requesting,
    )])));
    let mut memory = Memory {
        folder: chosen(None),
        ..Memory::default()
    };
    let page = draw(view_with(&nothing, &memory));
    assert!(page.contains("Writing to …/.kube/haulout"), "{page}");
    act(&mut memory, HandOverAction::Form(FormName::Once));
    let page = draw(view_with(&nothing, &memory));
    assert!(page.contains("There is nothing to hand over"), "{page}");
    assert_eq!(panel_buttons(&page), [""; 0]);
}

#[test]
fn the_folder_holds_all_clusters_and_says_so_where_there_are_several() {
    let memory = Memory {
        folder: chosen(None),
        ..Memory::default()
    };
    let page = draw(view_with(&of(3), &memory));
    assert!(page.contains("whichever are selected"), "{page}");
    assert!(page.contains("the kubeconfig of c0, c1, c2 as Folder"));
    assert!(!draw(view_with(&of(1), &memory)).contains("whichever"));
}

#[test]
fn copying_by_hand_has_a_field_that_the_page_leaves_empty() {
    let mut memory = Memory {
        by_hand: true,
        ..Memory::default()
    };
    let page = draw(view_with(&of(1), &memory));
    assert_eq!(texts(&page, "textarea"), [""]);
    assert!(page.contains("readonly"), "{page}");
    act(&mut memory, HandOverAction::PutAway);
    assert!(!draw(view_with(&of(1), &memory)).contains("<textarea"));
}

#[test]
fn a_copied_secret_can_be_taken_back_whatever_is_done_meanwhile() {
    let copied = Some(Notice {
        text: "Copied.".into(),
        good: true,
        can_clear: true,
    });
    let mut memory = Memory {
        notice: copied.clone(),
        ..Memory::default()
    };
    let page = draw(view_with(&of(1), &memory));
    assert!(texts(&page, "button").contains(&"Clear clipboard".to_owned()));
    memory.apply(&Action::Renew, &of(1));
    assert_eq!(memory.notice, copied);
    act(&mut memory, HandOverAction::ClearClipboard);
    assert_eq!(memory.notice, None);
}

#[test]
fn a_tick_leaves_the_hand_over_as_it_is() {
    let memory = Memory::default();
    let snapshot = of(2);
    let at = |seconds| {
        let mut around = around(&memory);
        around.now.wall = around.now.wall.plus(Span::from_secs(seconds));
        let Page::Clusters(view) = ViewModel::new(&snapshot, around).page else {
            panic!("somebody is signed in");
        };
        view.hand_over
    };
    assert_eq!(at(0), at(1));
}

fn act(memory: &mut Memory, action: HandOverAction) {
    memory.apply(&Action::HandOver(action), &of(1));
}

/// A page with so many clusters, in this form.
fn shown(form: FormName, clusters: usize) -> String {
    let mut memory = supported();
    memory.preferences.form = Some(form);
    draw(view_with(&of(clusters), &memory))
}

fn supported() -> Memory {
    Memory {
        folder: FolderState::Unchosen(None),
        ..Memory::default()
    }
}

fn chosen(trouble: Option<FolderTrouble>) -> FolderState {
    FolderState::Chosen(ChosenFolder {
        label: ".kube/haulout".into(),
        location: "~/.kube/haulout".into(),
        writer: Writer::Us,
        trouble,
    })
}

fn of(count: usize) -> Snapshot {
    snapshot(Situation::SignedIn(session(clusters(count))))
}

fn clusters(count: usize) -> Vec<ClusterView> {
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

fn panel_buttons(page: &str) -> Vec<String> {
    let panel = page.split("role=\"tabpanel\"").nth(1);
    let panel = panel.and_then(|rest| rest.split("</section>").next());
    texts(panel.expect("there is one"), "button")
}

/// The first tag with this in it.
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
