//! Explanations of errors for which the server reported no text.

use haulout_protocol::Code;

pub(super) const fn advice(code: Code) -> &'static str {
    match code {
        Code::AccessDenied => {
            "Die Anmeldung wurde am Anmeldedienst abgelehnt oder abgebrochen. Für eine Anmeldung unter einem anderen Namen bitte neu beginnen."
        }
        Code::ArgumentInvalid => {
            "Sie ruft die Anmeldung mit einem fehlenden oder falschen Argument auf. Wer sie entwickelt, muss das korrigieren; die Details nennen das Argument."
        }
        Code::EnvironmentUnsupported => {
            "Sie benutzt einen Teil der Anmeldung, der nur in einer Seite eines Browsers funktioniert. Wer sie entwickelt, muss das korrigieren."
        }
        Code::AuthorizationRefused | Code::TokenRefused => {
            "Bitte neu beginnen. Tritt der Fehler erneut auf, den Betreiber informieren."
        }
        Code::CallbackInvalid | Code::IssMismatch | Code::LoginNotStarted | Code::StateMismatch => {
            "Die Antwort gehört zu keiner Anmeldung in diesem Tab. Sie kann von einem alten Link, einem anderen Tab oder der Anmeldung einer anderen Person stammen. Es wurde kein Code eingelöst. Bitte neu beginnen."
        }
        Code::ClusterUnknown => {
            "Möglicherweise wurde er seit der Anmeldung aus diesem Portal entfernt. Bitte neu beginnen, um die verfügbaren Cluster zu sehen."
        }
        Code::ConciergeRefused => {
            "Sein API\u{2011}Server nimmt diese Anfrage mit keinem Token an. Die Einzelheiten nennen den Status."
        }
        Code::ConciergeTlsInvalid | Code::IssuerTlsInvalid => {
            "Das Zertifikat lässt sich nicht prüfen, oder die TLS\u{2011}Versionen passen nicht zusammen. Die Einzelheiten nennen den Grund."
        }
        Code::CookieMissing => {
            "Die Anmeldung wurde hier begonnen, aber ihr Cookie wurde nicht zurückgesendet. Möglicherweise blockiert der Browser Cookies für diese Seite, oder die Anmeldung dauerte länger als zehn Minuten. Bitte Cookies für diese Seite erlauben und neu beginnen."
        }
        Code::CredentialExpired => "Ein erneuter Versuch fordert ein neues an.",
        Code::CredentialInvalid => {
            "Zertifikat und Schlüssel sind nicht lesbar oder passen nicht zusammen, oder das Zertifikat gilt nach der Uhr des Clusters jetzt nicht. Den Grund nennen die Details. Es wurde nicht exportiert."
        }
        Code::CredentialPending => "Warten Sie einen Moment und versuchen Sie es dann erneut.",
        Code::CrossSite => {
            "Sie kam nicht von der Adresse dieses Portals. Bitte das Portal in einem eigenen Tab öffnen, unter der Adresse, die der Betreiber genannt hat."
        }
        Code::Disposed | Code::NotLoaded => {
            "Sie hat die Anmeldung verwendet, bevor sie geladen war oder nachdem sie verworfen war. Bitte die Seite neu laden."
        }
        Code::ExchangeRefused => {
            "Möglicherweise kennt er diesen Cluster nicht oder darf dafür keine Tokens ausstellen. Der Betreiber kann beide Konfigurationen vergleichen."
        }
        Code::GatewayInvalid => {
            "Möglicherweise hat ein anderer Server an seiner Stelle geantwortet: ein Proxy oder die Anmeldeseite eines Netzes."
        }
        Code::IdTokenInvalid => {
            "Es hat eine Sicherheitsprüfung nicht bestanden und wurde nicht verwendet. Die Einzelheiten nennen die Prüfung."
        }
        Code::IdentityProvidersInvalid | Code::IssuerInvalid | Code::IssuerMismatch => {
            "Sie sind nicht lesbar, oder eine Angabe, die für die Anmeldung nötig ist, fehlt. Die Einzelheiten nennen das Problem."
        }
        Code::Internal => {
            "Das ist ein Fehler in Haulout. Bitte neu beginnen. Tritt er erneut auf, einen Bericht an den Betreiber senden."
        }
        Code::NotFound | Code::RequestInvalid => {
            "Möglicherweise haben diese Seite und ihr Gateway verschiedene Versionen. Bitte die Seite neu laden."
        }
        Code::OriginMismatch => {
            "Öffnen Sie sie unter der Adresse ihres Gateways, die in den Details steht."
        }
        Code::PkceUnsupported => {
            "Er unterstützt PKCE mit S256 nicht, das die Anmeldung vor der Verwendung durch andere schützt."
        }
        Code::PopupBlocked => {
            "Bitte Pop\u{2011}ups für diese Website im Browser erlauben und neu beginnen."
        }
        Code::PopupClosed => {
            "Bitte neu beginnen und das Fenster bis zum Ende der Anmeldung offen lassen."
        }
        Code::RateLimited => {
            "Das Gateway begrenzt die Zahl der Anfragen. Bitte einen Moment warten und dann erneut versuchen."
        }
        Code::SessionEnded | Code::SignInRequired => {
            "Die vorhandenen Zertifikate funktionieren bis zu ihrem Ablauf. Für neue ist eine Neuanmeldung nötig."
        }
        Code::SessionTooLarge => {
            "Das Token enthält mehr Daten, als in ein Cookie passen. Der Betreiber kann weniger Scopes und Claims anfordern."
        }
        Code::SigningKeysInvalid => {
            "Keiner davon passt zum Token, oder dieser Browser kann ihre Signaturen nicht prüfen."
        }
        Code::TokenResponseInvalid => {
            "Sie entspricht nicht OpenID Connect. Die Einzelheiten nennen das Problem."
        }
        Code::ConciergeUnreachable
        | Code::ConfigInvalid
        | Code::ConfigUnreachable
        | Code::CredentialRefused
        | Code::GatewayUnreachable
        | Code::IssuerUnreachable
        | Code::ResponseTooLarge => "Das muss der Betreiber prüfen. Die Einzelheiten helfen dabei.",
    }
}
