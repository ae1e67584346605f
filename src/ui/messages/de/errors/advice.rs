//! Why it may be and what helps, where there are no words of a server to show.

use haulout_protocol::Code;

pub(super) const fn advice(code: Code) -> &'static str {
    match code {
        Code::AccessDenied => {
            "Sie selbst oder der Anmeldedienst haben abgelehnt. Beginnen Sie neu, um sich unter einem anderen Namen anzumelden."
        }
        Code::AuthorizationRefused | Code::TokenRefused => {
            "Beginnen Sie neu. Geschieht es wieder, sagen Sie dem Betreiber Bescheid."
        }
        Code::CallbackInvalid | Code::IssMismatch | Code::LoginNotStarted | Code::StateMismatch => {
            "Die Antwort gehört zu keiner Anmeldung in diesem Tab: Es kann ein alter Link sein, ein zweiter Tab oder die Anmeldung von jemand anderem. Nichts wurde eingelöst. Beginnen Sie neu."
        }
        Code::ClusterUnknown => {
            "Vielleicht wurde er seit Ihrer Anmeldung aus diesem Portal genommen. Beginnen Sie neu, dann sehen Sie, welche es gibt."
        }
        Code::CookieMissing => {
            "Die Anmeldung wurde hier begonnen, aber ihr Cookie kam nicht zurück. Ihr Browser blockiert vielleicht Cookies für diese Seite, oder es vergingen mehr als zehn Minuten beim Aussteller. Erlauben Sie Cookies für diese Seite und beginnen Sie noch einmal."
        }
        Code::CredentialExpired => "Versuchen Sie es erneut, um ein neues zu bekommen.",
        Code::CredentialInvalid => {
            "Zertifikat und Schlüssel lassen sich nicht lesen oder gehören nicht zusammen. Nichts davon wurde weitergegeben."
        }
        Code::CrossSite => {
            "Sie kam nicht von der Adresse dieses Portals. Öffnen Sie das Portal in einem eigenen Tab, unter der Adresse, die der Betreiber genannt hat."
        }
        Code::Disposed | Code::NotLoaded => {
            "Sie hat die Anmeldung verwendet, bevor sie bereit war oder nachdem sie weggeräumt war. Laden Sie die Seite neu."
        }
        Code::ExchangeRefused => {
            "Vielleicht kennt er diesen Cluster nicht oder darf dafür keine Tokens ausgeben. Der Betreiber kann beide Konfigurationen vergleichen."
        }
        Code::GatewayInvalid => {
            "Vielleicht hat etwas anderes an seiner Stelle geantwortet: ein Proxy oder die Anmeldeseite eines Netzes."
        }
        Code::IdTokenInvalid => {
            "Es verletzt eine Regel, die Sie schützt, und wurde deshalb nicht verwendet. Welche das ist, steht in den Einzelheiten."
        }
        Code::IdentityProvidersInvalid | Code::IssuerInvalid | Code::IssuerMismatch => {
            "Etwas, das eine Anmeldung braucht, fehlt oder ist nicht zu lesen. Was das ist, steht in den Einzelheiten."
        }
        Code::Internal => {
            "Das ist ein Fehler in Haulout. Beginnen Sie neu; geschieht es wieder, hilft ein Bericht bei der Fehlersuche."
        }
        Code::NotFound | Code::RequestInvalid => {
            "Vielleicht haben diese Seite und ihr Gateway verschiedene Versionen. Laden Sie die Seite neu."
        }
        Code::PkceUnsupported => {
            "Ihm fehlt der Schutz, ohne den jemand anderes Ihre Anmeldung verwenden könnte (PKCE mit S256)."
        }
        Code::PopupBlocked => {
            "Erlauben Sie dieser Website in Ihrem Browser, Fenster zu öffnen, und beginnen Sie neu."
        }
        Code::PopupClosed => {
            "Beginnen Sie neu und lassen Sie das Fenster offen, bis Sie angemeldet sind."
        }
        Code::RateLimited => {
            "Das Gateway schützt sich. Warten Sie einen Moment und versuchen Sie es dann erneut."
        }
        Code::SessionEnded | Code::SignInRequired => {
            "Die Zertifikate, die Sie haben, funktionieren, bis sie ablaufen. Melden Sie sich neu an, um neue zu bekommen."
        }
        Code::SessionTooLarge => {
            "In Ihrem Token steht mehr über Sie, als in ein Cookie passt. Der Betreiber kann weniger Scopes und Claims anfordern."
        }
        Code::SigningKeysInvalid => {
            "Keiner davon passt zum Token, oder dieser Browser kann nicht prüfen, was damit signiert wurde."
        }
        Code::TokenResponseInvalid => {
            "Sie ist nicht so, wie OpenID Connect es verlangt. Was daran falsch ist, steht in den Einzelheiten."
        }
        Code::ConciergeUnreachable
        | Code::ConfigInvalid
        | Code::ConfigUnreachable
        | Code::CredentialRefused
        | Code::GatewayUnreachable
        | Code::IssuerUnreachable
        | Code::ResponseTooLarge => {
            "Das muss sich der Betreiber ansehen. Die Einzelheiten helfen dabei."
        }
    }
}
