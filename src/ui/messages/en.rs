//! English.

use haulout_protocol::clocks::{Deviation, Whose};
use haulout_protocol::countdown::Countdown;
use haulout_protocol::error::{ConfigFault, MetadataFault, Outage, Reason};
use haulout_protocol::http::Failure;
use haulout_protocol::snapshot::Step;
use haulout_protocol::{Code, Error};

use crate::ui::view_model::{FolderTrouble, Writer};

/// What the portal is called until its operator's name for it is known.
pub const PRODUCT: &str = "Haulout";
/// In the browser tab.
pub const SIGNED_OUT: &str = "Signed out";
/// In the browser tab.
pub const TROUBLE: &str = "Needs attention";
/// A certificate is there.
pub const READY: &str = "Ready";
/// A certificate is there, and the next one is on its way.
pub const RENEWING: &str = "Ready. Getting a new certificate…";
/// A certificate is there, but the next one is not to be had.
pub const READY_NOT_RENEWED: &str = "Still works, but was not renewed";
/// The first certificate is on its way.
pub const REQUESTING: &str = "Asking the cluster for a certificate…";
/// There is none.
pub const NO_CREDENTIAL: &str = "No certificate";
/// Nobody asked for one.
pub const NOT_ASKED: &str = "No certificate is kept for this cluster";
/// The certificate lives too briefly.
pub const TOO_SHORT: &str =
    "This cluster's certificates live too briefly to be renewed in time whatever happens.";
/// `expirationTimestamp` and the certificate disagree.
pub const OTHER_END: &str = "The cluster announced another end. The certificate’s own counts.";
/// The clipboard has the kubeconfig.
pub const COPIED: &str =
    "Copied. It holds a private key: paste it into a file that only you can read.";
/// The browser said no.
pub const COPY_DENIED: &str =
    "Your browser did not allow copying. Use “Download kubeconfig” instead.";
/// A file was saved.
pub const DOWNLOADED: &str =
    "Saved. It holds a private key: keep it in a folder that only you can read.";
/// The browser said no.
pub const DOWNLOAD_DENIED: &str =
    "Your browser did not allow the download. Use “Copy kubeconfig” instead.";
/// Where there is no live folder to be had.
pub const FOLDER_UNSUPPORTED: &str = "This browser cannot keep a folder up to date; Chrome and Edge on a computer can, over https. Run “haulout open”, which does that with any browser; or, if you have the Pinniped CLI, take a kubeconfig that uses it.";
/// A file was saved that anybody may have.
pub const DOWNLOADED_FOR_PINNIPED: &str =
    "Saved. Nothing in it is secret: the Pinniped CLI signs in when kubectl asks it to.";
/// Where none is chosen.
pub const FOLDER_UNCHOSEN: &str = "Choose a folder that only you can read, such as “.kube”. While this page is open it renews the credentials in a folder “haulout” there, and kubectl and k9s go on working.";
/// Nobody said where the folder is.
pub const LOCATION_MISSING: &str = "One thing is missing: a page cannot see where a folder is. Write it here, with “haulout” at the end, and the kubeconfig is written, too.";
/// It depends on where kubectl runs.
pub const LOCATION_RELATIVE: &str =
    "Write the whole path. It begins with “/”, with “~/”, or with a drive such as “C:\\”.";
/// A shell would read it otherwise.
pub const LOCATION_UNSAFE: &str = "This path has “..” or a character in it that a shell reads as something else. Choose a folder without.";
/// The clipboard has a line.
pub const LINE_COPIED: &str = "Copied. Paste it into your terminal.";
/// The browser said no.
pub const LINE_NOT_COPIED: &str =
    "Your browser did not allow copying. Select the line and copy it yourself.";

/// Who writes into the live folder. `fine`: the last file could be written.
#[must_use]
pub fn folder_status(writer: Writer, label: &str, fine: bool) -> String {
    match writer {
        Writer::NeedsPermission => {
            format!("Not writing to {label}: your browser wants you to allow it again.")
        }
        Writer::Forbidden => format!(
            "Not allowed to write to {label}. Allow it in the site settings of your browser and reload, or choose another folder."
        ),
        Writer::AnotherTab => {
            format!("Another tab writes to {label}. This one goes on when that one is closed.")
        }
        Writer::Us if fine => format!("Writing to …/{label} while this page is open."),
        Writer::Us => format!("Writing to …/{label} fails."),
    }
}

/// Why a file could not be written, and what to do.
#[must_use]
pub fn folder_trouble(trouble: &FolderTrouble) -> String {
    match trouble {
        FolderTrouble::Foreign(file) => format!(
            "“{file}” is there already, and Haulout did not write it. Nothing was replaced. Move it away."
        ),
        FolderTrouble::NotAFile(file) => {
            format!("There is a folder called “{file}”, where a file belongs. Move it away.")
        }
        FolderTrouble::Gone => "The folder is gone. Choose one again.".to_owned(),
        FolderTrouble::Full => "The disk is full. Make room.".to_owned(),
        FolderTrouble::Refused => {
            "Writing was refused. Check that the folder is yours to write to, and that no other program holds the file."
                .to_owned()
        }
        FolderTrouble::Other(name) => {
            format!("The folder could not be used ({name}). Try again, or choose another one.")
        }
    }
}

/// What is under way.
#[must_use]
pub const fn progress(step: Step) -> &'static str {
    match step {
        Step::Preparing => "Getting ready…",
        Step::Leaving => "Taking you to the sign-in page…",
        Step::Arriving => "Checking your sign-in…",
        Step::Ending => "Signing out…",
    }
}

/// What an identity provider is.
#[must_use]
pub fn identity_provider_kind(kind: &str) -> &'static str {
    match kind {
        "activedirectory" => "Active Directory",
        "github" => "GitHub",
        "ldap" => "LDAP",
        "oidc" => "OpenID Connect",
        _ => "other",
    }
}

/// "4 minutes 12 seconds left".
#[must_use]
pub fn time_left(countdown: Countdown) -> String {
    let parts = [
        (countdown.hours(), "hour"),
        (countdown.minutes(), "minute"),
        (countdown.seconds(), "second"),
    ];
    let said: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, unit)| counted(*count, unit))
        .collect();
    if said.is_empty() {
        "Expired".to_owned()
    } else {
        format!("{} left", said.join(" "))
    }
}

/// Which clock is off, what that breaks and who can mend it.
#[must_use]
pub fn clock_off(deviation: Deviation) -> String {
    let (whose, consequence) = match deviation.whose {
        Whose::Computer => (
            "This computer's clock",
            "This page allows for it; kubectl and others do not. Set it by NTP.",
        ),
        Whose::Issuer => (
            "The issuer's clock",
            "Its tokens may be refused. Its operator should check NTP.",
        ),
        Whose::Concierge => (
            "The clock of this cluster's Concierge",
            "Its certificates end that much off. The cluster's operator should check NTP.",
        ),
        Whose::Verifier => (
            "This cluster's clock",
            "The time left is counted on it, so it is right. The cluster's operator should check NTP.",
        ),
    };
    let direction = if deviation.offset_millis > 0 {
        "ahead of"
    } else {
        "behind"
    };
    let off = rough_span(deviation.offset_millis.unsigned_abs());
    format!("{whose} is {off} {direction} the others. {consequence}")
}

/// Two machines with one name and two times.
#[must_use]
pub fn replicas_apart(millis: u64) -> String {
    format!(
        "Two servers of this cluster are {} apart. The earlier end counts. The cluster's operator should check NTP.",
        rough_span(millis)
    )
}

/// `4.2 s`, `40 min`, `3 h`: as much of it as matters.
fn rough_span(millis: u64) -> String {
    match millis {
        0..120_000 => format!("{}.{} s", millis / 1000, millis % 1000 / 100),
        120_000..7_200_000 => format!("{} min", millis / 60_000),
        _ => format!("{} h", millis / 3_600_000),
    }
}

/// A failure that is being worked on.
#[must_use]
pub fn next_attempt(countdown: &str) -> String {
    format!("Next attempt in {countdown}, by itself.")
}

/// The announced end of a session.
#[must_use]
pub fn sign_in_by(countdown: &str) -> String {
    format!(
        "Sign in again within {countdown}: this session cannot renew itself any longer than that."
    )
}

/// What happened.
#[must_use]
pub const fn trouble_title(code: Code) -> &'static str {
    match code {
        Code::AccessDenied => "You were not let in",
        Code::AuthorizationRefused => "The issuer refused the sign-in",
        Code::CallbackInvalid | Code::IssMismatch | Code::LoginNotStarted | Code::StateMismatch => {
            "This sign-in did not start here"
        }
        Code::ClusterUnknown => "There is no such cluster",
        Code::ConciergeUnreachable => "The cluster does not answer",
        Code::ConfigInvalid => "The configuration has a mistake",
        Code::ConfigUnreachable => "The configuration could not be read",
        Code::CredentialExpired => "The certificate has expired",
        Code::CredentialInvalid => "The cluster's certificate cannot be used",
        Code::CredentialRefused => "The cluster refused your sign-in",
        Code::CrossSite => "The request was refused",
        Code::ExchangeRefused => "The issuer made no token for this cluster",
        Code::IdTokenInvalid => "The issuer's token cannot be trusted",
        Code::IdentityProvidersInvalid
        | Code::IssuerInvalid
        | Code::IssuerMismatch
        | Code::PkceUnsupported => "The issuer's description of itself is wrong",
        Code::GatewayInvalid => "This page's own server answered nonsense",
        Code::GatewayUnreachable => "This page's own server does not answer",
        Code::Internal => "Something broke",
        Code::IssuerUnreachable => "The issuer does not answer",
        Code::NotFound | Code::RequestInvalid => "The gateway did not understand",
        Code::RateLimited => "Too many requests",
        Code::ResponseTooLarge => "An answer was too large",
        Code::SessionEnded => "Your session has ended",
        Code::SessionTooLarge => "Your session is too large for a cookie",
        Code::SignInRequired => "Please sign in",
        Code::SigningKeysInvalid => "The issuer's keys cannot be used",
        Code::TokenRefused => "The issuer did not complete the sign-in",
        Code::TokenResponseInvalid => "The issuer's answer cannot be read",
    }
}

/// Why, as far as can be told, and what to do.
#[must_use]
pub fn trouble_explanation(error: &Error) -> String {
    match &error.reason {
        Reason::Config(ConfigFault { field, reason }) => {
            format!("The field “{field}” {reason}. The operator of this page has to mend it.")
        }
        Reason::Unreachable(_, outage) => format!("{} Try again in a moment.", outage_text(outage)),
        Reason::TooLarge(_) => {
            "A server sent more than it should. Its operator has to look at it.".to_owned()
        }
        Reason::Metadata(MetadataFault::OtherIssuer(found)) => {
            format!(
                "It calls itself “{found}”, which is not the issuer that this page is configured for."
            )
        }
        Reason::Gateway(_, words) if !words.is_empty() => words.to_string(),
        Reason::Token(refusal) | Reason::Exchange(refusal) if !refusal.description.is_empty() => {
            format!("It says: “{}”", refusal.description)
        }
        Reason::CredentialRefused(words) => format!(
            "It says only “{words}”, whatever the cause. The operator can find it in the Concierge's log: a wrong audience or issuer, a missing username, another authenticator, or a clock."
        ),
        Reason::Callback(haulout_protocol::error::CallbackFault::Refused(refusal))
            if !refusal.description.is_empty() =>
        {
            format!("The issuer says: “{}”", refusal.description)
        }
        Reason::Gateway(..)
        | Reason::GatewayAnswer(_)
        | Reason::Metadata(_)
        | Reason::IdentityProviders(_)
        | Reason::Callback(_)
        | Reason::Token(_)
        | Reason::TokenResponse(_)
        | Reason::SigningKeys(_)
        | Reason::IdToken(_)
        | Reason::Exchange(_)
        | Reason::SessionEnded(_)
        | Reason::Credential(_)
        | Reason::CredentialExpired
        | Reason::SignInRequired
        | Reason::ClusterUnknown => advice(error.code()).to_owned(),
    }
}

/// What helps where there are no words of a server to show.
const fn advice(code: Code) -> &'static str {
    match code {
        Code::AccessDenied => {
            "You, or the issuer, said no. Start again to sign in as somebody else."
        }
        Code::CallbackInvalid | Code::IssMismatch | Code::LoginNotStarted | Code::StateMismatch => {
            "The answer does not belong to a sign-in of this tab: it may be an old link, a second tab, or somebody else's. Nothing was redeemed. Start again."
        }
        Code::CredentialExpired => "Get a new one with “Renew now”.",
        Code::SessionEnded | Code::SignInRequired => {
            "The certificates that you have work until they expire. Sign in again for new ones."
        }
        Code::TokenRefused | Code::AuthorizationRefused => {
            "Start again. If it happens again, tell your operator."
        }
        Code::ClusterUnknown
        | Code::ConciergeUnreachable
        | Code::ConfigInvalid
        | Code::ConfigUnreachable
        | Code::CredentialInvalid
        | Code::CredentialRefused
        | Code::CrossSite
        | Code::ExchangeRefused
        | Code::GatewayInvalid
        | Code::GatewayUnreachable
        | Code::IdTokenInvalid
        | Code::IdentityProvidersInvalid
        | Code::Internal
        | Code::IssuerInvalid
        | Code::IssuerMismatch
        | Code::IssuerUnreachable
        | Code::NotFound
        | Code::PkceUnsupported
        | Code::RateLimited
        | Code::RequestInvalid
        | Code::ResponseTooLarge
        | Code::SessionTooLarge
        | Code::SigningKeysInvalid
        | Code::TokenResponseInvalid => {
            "Your operator has to look at it. The details below help with that."
        }
    }
}

fn outage_text(outage: &Outage) -> String {
    match outage {
        Outage::Transport(Failure::Timeout) => "It took too long to answer.".to_owned(),
        Outage::Transport(Failure::Network | Failure::TooLarge) => {
            "It could not be reached. Your network, a VPN or the server may be the cause."
                .to_owned()
        }
        Outage::Status(status, words) if words.is_empty() => {
            format!("It answered with status {status}.")
        }
        Outage::Status(status, words) => format!("It answered with status {status}: “{words}”."),
    }
}

fn counted(count: u64, unit: &str) -> String {
    if count == 1 {
        format!("1 {unit}")
    } else {
        format!("{count} {unit}s")
    }
}
