//! Every text of a language, field by field; a new field does not compile here until it is listed.

use haulout::ui::choice::ExportForm;
use haulout::ui::live_folder::{FolderError, WriteStatus};
use haulout::ui::locale::Plural;
use haulout::ui::messages::{
    ActivityMessages, ClockMessages, ClusterMessages, DetailMessages, Direction, EmbedMessages,
    ErrorMessages, ExportMessages, FolderMessages, FrameMessages, Language, Messages,
    SessionTimelineMessages, SignInMessages, Tense, Unit,
};
use haulout::ui::platform::Platform;
use haulout_protocol::activity::RequestKind;
use haulout_protocol::clocks::ClockOwner;
use haulout_protocol::countdown::Countdown;
use haulout_protocol::error::{
    CallbackError, IdTokenError, Peer, Reason, Refusal, UnreachableReason,
};
use haulout_protocol::http::TransportError;
use haulout_protocol::kubeconfig::Shell;
use haulout_protocol::snapshot::Step;
use haulout_protocol::text::ServerText;
use haulout_protocol::time::Span;
use haulout_protocol::{Code, Error};

use crate::activity::everything;
use crate::error_of_code::error;
use crate::errors::{causes, rejection};
use crate::make::outage;

/// A text and the name of its field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamedText {
    pub(crate) field: &'static str,
    pub(crate) text: String,
}

/// Every text of this language, with the same names and numbers in each language.
pub(crate) fn all_texts(language: Language) -> Vec<NamedText> {
    let Messages {
        frame,
        sign_in,
        clusters,
        detail,
        export,
        folder,
        session_timeline,
        clocks,
        activity,
        errors,
    } = language.messages();
    let mut texts = Vec::new();
    of_frame(frame, &mut texts);
    of_sign_in(sign_in, &mut texts);
    of_clusters(clusters, &mut texts);
    of_detail(detail, &mut texts);
    of_export(export, &mut texts);
    of_folder(folder, &mut texts);
    of_session_timeline(session_timeline, &mut texts);
    of_clocks(clocks, &mut texts);
    of_activity(activity, &mut texts);
    of_errors(errors, &mut texts);
    of_embed(language.embed(), &mut texts);
    texts
}

/// Collects the texts of a group: first its plain fields, then the results of its functions.
macro_rules! take {
    ($all:ident, $group:expr => $type:ident { $($plain:ident,)* } $($made:ident: $texts:expr;)*) => {
        let $type { $($plain,)* $($made,)* } = $group;
        $($all.push(NamedText { field: stringify!($plain), text: (*$plain).into() });)*
        $($all.extend(IntoIterator::into_iter($texts).map(|text| NamedText {
            field: stringify!($made),
            text: text.into(),
        }));)*
    };
}

fn of_frame(frame: &FrameMessages, texts: &mut Vec<NamedText>) {
    take! {
        texts, frame => FrameMessages {
            product, sign_out, signed_out, needs_attention, offline, support, appearance, automatic, light, dark, language, notify,
            do_not_notify, notifications_denied, sign_in_now, until_then, skip, settings, signed_in_by, dismiss, crashed,
        }
        sign_in_before: [sign_in_before(TIME)];
        version: [version("1.2.3")];
        announce_signed_in: [announce_signed_in("pinny")];
        announce_sign_in: COUNTS.map(|(count, plural)| announce_sign_in(count, plural));
        announce_lost: [announce_lost(NAME)];
        announce_several_lost: [announce_several_lost("3", Plural::Other)];
        announce_ending: COUNTS.map(|(count, plural)| announce_ending(NAME, count, plural));
        signed_in_until: [signed_in_until(TIME)];
    }
}

fn of_sign_in(sign_in: &SignInMessages, texts: &mut Vec<NamedText>) {
    take! {
        texts, sign_in => SignInMessages {
            title, lead, sign_in, sign_in_with, step_certificates, step_export, address, available_clusters, end_session, return_hint, in_window,
        }
        step_sign_in: [step_sign_in.join("issuer.example")];
        no_script: *no_script;
        and_more: COUNTS.map(|(count, plural)| and_more(count, plural));
        provider_kind: ["activedirectory", "github", "ldap", "oidc", "quantum"].map(provider_kind);
        progress: [Step::Preparing, Step::Leaving, Step::Arriving, Step::Ending].map(progress);
    }
}

fn of_embed(embed: &EmbedMessages, texts: &mut Vec<NamedText>) {
    take! {
        texts, embed => EmbedMessages { blocked, allow, refuse, keep_open, stop, stopped, }
        sign_in_for: [sign_in_for(ORIGIN)];
        question: [question(ORIGIN)];
        question_lead: [question_lead("pinny")];
        terms: *terms;
        connected: [connected(ORIGIN)];
        stopped_lead: [stopped_lead(ORIGIN)];
        not_allowed: *not_allowed;
        no_opener: *no_opener;
        no_answer: *no_answer;
    }
}

fn of_clusters(clusters: &ClusterMessages, texts: &mut Vec<NamedText>) {
    take! {
        texts, clusters => ClusterMessages {
            title, filter, all, attention, none_listed, show_all, select_all, select_none, one_file, clear,
            row_ready, row_renewing, row_requesting, row_not_asked, get, why, ready, renewing, ready_not_renewed,
            requesting, no_credential, not_asked, get_certificate, renew_now, too_short, expiry_differs, left,
        }
        find: [find("14")];
        listed: [listed("2", "14")];
        select: [select(NAME)];
        selected: [selected("2")];
        row_not_renewed: [row_not_renewed("X")];
        get_for: [get_for(NAME)];
        time_left: [0, 1, 252, 3_661, 7_325].map(|secs| time_left(Countdown::new(Span::from_secs(secs))));
        next_attempt: [next_attempt.join("0:12")];
    }
}

fn of_detail(detail: &DetailMessages, texts: &mut Vec<NamedText>) {
    take! {
        texts, detail => DetailMessages { username_label, in_groups, no_groups, more, server, expires_at, extra, serial, }
        renews_in: [renews_in.join("1:57")];
        more_groups: COUNTS.map(|(count, plural)| more_groups(count, plural));
    }
}

fn of_export(export: &ExportMessages, texts: &mut Vec<NamedText>) {
    // The live folder has no lead: its tab has texts of its own.
    let led = || {
        ExportForm::ALL
            .into_iter()
            .filter(|form| *form != ExportForm::Folder)
    };
    take! {
        texts, export => ExportMessages {
            ways, recommended, active, action_required, nothing_yet, no_cli_client, copy, copy_commands, download, copy_field, use_file, try_it, plugin, plugin_is_a_shell, shells, terminal,
            preview, copied, copied_open, copy_denied, clear, cleared, not_cleared, downloaded, downloaded_open,
            download_denied, copy_line, line_copied, line_not_copied,
        }
        characters: COUNTS.map(|(count, plural)| characters(count, plural));
        form: ExportForm::ALL.map(form);
        lead: led().map(|form| lead(form, TIME));
        for_one: [for_one(NAME)];
        for_several: ExportForm::ALL.map(|form| for_several(form, "3", Plural::Other));
        left_out: [left_out(NAME)];
        more: COUNTS.map(|(count, plural)| more(count, plural));
        shell: [Shell::Bash, Shell::Fish, Shell::PowerShell].map(shell);
    }
}

fn of_folder(folder: &FolderMessages, texts: &mut Vec<NamedText>) {
    let writers = [
        WriteStatus::PermissionNeeded,
        WriteStatus::PermissionDenied,
        WriteStatus::OtherTab,
        WriteStatus::Starting,
        WriteStatus::Writing,
    ];
    let folder_errors = [
        FolderError::Foreign("a.json".into()),
        FolderError::NotAFile("a.json".into()),
        FolderError::Gone,
        FolderError::Full,
        FolderError::Refused,
        FolderError::Other("Error".into()),
    ];
    take! {
        texts, folder => FolderMessages {
            unsupported, holds_all, unchosen, choose, allow, retry, stop, location, location_example, use_it,
            location_missing, location_relative, location_unsafe,
        }
        status: writers.iter().flat_map(|writer| [true, false].map(|fine| status(*writer, ".kube", fine)));
        show_hidden: [Platform::Linux, Platform::Mac].map(show_hidden);
        error: folder_errors.iter().map(error);
    }
}

fn of_session_timeline(session_timeline: &SessionTimelineMessages, texts: &mut Vec<NamedText>) {
    let tenses = [Tense::Future, Tense::Past];
    take! {
        texts, session_timeline => SessionTimelineMessages { title, renews_automatically, not_renewed, requesting,
            not_requested, sign_in_now, now, open_ended,
        }
        renews_until: [renews_until(TIME)];
        sign_in_within: [sign_in_within.join("9:30")];
        signed_in_at: [signed_in_at(TIME)];
        sign_in_at: [sign_in_at(TIME)];
        renewal: [renewal(TIME)];
        certificate: tenses.map(|tense| certificate(tense, TIME));
        id_token: tenses.map(|tense| id_token(tense, TIME));
        session: tenses.map(|tense| session(tense, TIME));
    }
}

fn of_clocks(clocks: &ClockMessages, texts: &mut Vec<NamedText>) {
    let everybody = [
        ClockOwner::Computer,
        ClockOwner::Issuer,
        ClockOwner::Concierge,
        ClockOwner::Verifier,
    ];
    let directions = [Direction::Ahead, Direction::Behind];
    take! {
        texts, clocks => ClockMessages { diagnostics, title, reference, not_measured, agree, unknown, replicas_effect, }
        who: everybody.map(|whose| who(whose, NAME));
        amount: [Unit::Seconds, Unit::Minutes, Unit::Hours].map(|unit| amount("2", unit));
        difference: [difference("2", "1")];
        deviation: directions.map(|direction| deviation(NAME, "2", direction));
        effect: everybody.iter().flat_map(|whose| directions.map(|direction| effect(*whose, direction)));
        replicas_differ: [replicas_differ(NAME, "2")];
        more: COUNTS.map(|(count, plural)| more(count, plural));
        off: [off("X", "Y")];
    }
}

fn of_activity(activity: &ActivityMessages, texts: &mut Vec<NamedText>) {
    take! {
        texts, activity => ActivityMessages { title, empty, audit_id, show_fewer, }
        happened: everything().iter().map(|it| happened(it, TIME));
        server_time: [server_time(TIME)];
        times: [times("3")];
        show_all: [show_all("9")];
    }
}

fn of_errors(errors: &ErrorMessages, texts: &mut Vec<NamedText>) {
    take! {
        texts, errors => ErrorMessages {
            likely, for_operator, copy_report, report_copied, report_not_copied, audit_id, details, try_again,
            start_again, sign_in,
        }
        title: Code::ALL.iter().map(|code| title(*code));
        explanation: every_error().iter().map(explanation);
        asked_to_wait: [asked_to_wait("2 s")];
        cause: causes().iter().map(|it| cause(it, "2 s"));
    }
}

/// One error of each code, and the variants that change an explanation.
fn every_error() -> Vec<Error> {
    let refusal = |error: &str| Refusal::new(error, "AADSTS50105");
    let status = |words: &str| UnreachableReason::Status(502, ServerText::new(words));
    let of_issuer = |outage| Error::from(Reason::Unreachable(Peer::Issuer, outage));
    let mut errors: Vec<Error> = Code::ALL.iter().map(|code| error(*code)).collect();
    for status in [401, 403, 404, 422] {
        errors.push(rejection(RequestKind::Credential, status, "AADSTS90033"));
        errors.push(rejection(RequestKind::Metadata, status, ""));
    }
    errors.extend([
        Reason::IdToken(IdTokenError::Algorithm(None)).into(),
        Reason::IdToken(IdTokenError::Algorithm(Some("HS256"))).into(),
        outage(Peer::Gateway),
        of_issuer(UnreachableReason::Transport(TransportError::Timeout)),
        of_issuer(UnreachableReason::Transport(TransportError::LocalNetwork)),
        of_issuer(status("")),
        of_issuer(status("AADSTS90033")),
        Reason::Token(refusal("invalid_grant")).into(),
        Reason::Exchange(refusal("invalid_target")).into(),
        Reason::Callback(CallbackError::Refused(refusal("access_denied"))).into(),
    ]);
    errors
}

const ORIGIN: &str = "https://dash.example";
const NAME: &str = "Lab-7";
const TIME: &str = "17:42";
/// The plural forms of English and German. A language with more forms needs more of them here.
const COUNTS: [(&str, Plural); 2] = [("1", Plural::One), ("3", Plural::Other)];
