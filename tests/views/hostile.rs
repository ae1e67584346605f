//! Names that others choose are escaped wherever they are shown.

use haulout::ui::ui_state::{Notice, UiState};
use haulout_protocol::error::{ConfigError, MetadataError, Reason, Refusal};
use haulout_protocol::snapshot::{ActivityView, Situation};
use haulout_protocol::text::ServerText;
use haulout_protocol::time::Span;

use crate::make::{cluster, draw, session, signed_out, snapshot, view_with};

/// Ends an attribute and a text, and would run if it were parsed as HTML.
const HOSTILE: &str = r#""'></pre><img src=x onerror=alert(1)><script>alert(2)</script>&amp;"#;

#[test]
fn markup_in_a_name_is_escaped() {
    for page in pages() {
        for tag in ["<img", "<script", "</script", "onerror=alert(1)>"] {
            assert!(!page.contains(tag), "{page}");
        }
        assert!(
            page.contains("&lt;img src=x onerror=alert(1)&gt;"),
            "{page}"
        );
    }
}

#[test]
fn certificate_names_lose_bidirectional_control_characters() {
    let mut it = cluster(Span::from_secs(60));
    if let Some(credential) = &mut it.credential {
        credential.username = "pinny\u{202e}nimda".into();
        credential.groups = vec!["a\u{200b}b\u{7}".into()];
    }
    let page = draw(view_with(
        &snapshot(Situation::SignedIn(session(vec![it]))),
        &UiState::default(),
    ));
    assert!(page.contains("pinnynimda"));
    assert!(page.contains("<li>ab</li>"));
}

/// Every page, with the hostile name in every place that has a name.
fn pages() -> Vec<String> {
    let refusal = || Refusal::new(HOSTILE, HOSTILE);
    let mut out = signed_out(&[(HOSTILE, HOSTILE), ("other", HOSTILE)]);
    out.issuer = HOSTILE.into();
    out.cluster_names = vec![HOSTILE.into()];
    let mut ready = cluster(Span::from_secs(60));
    ready.id = HOSTILE.into();
    ready.name = HOSTILE.into();
    ready.server = HOSTILE.into();
    if let Some(credential) = &mut ready.credential {
        credential.username = HOSTILE.into();
        credential.groups = vec![HOSTILE.into()];
    }
    ready.activity =
        ActivityView::Failed(Reason::CredentialRefused(ServerText::new(HOSTILE)).into());
    let mut inside = session(vec![ready]);
    inside.username = HOSTILE.into();
    inside.issuer = HOSTILE.into();
    inside.trouble = Some(Reason::SessionEnded(refusal()).into());
    let fault = ConfigError {
        field: HOSTILE.into(),
        reason: HOSTILE.into(),
    };
    let other = MetadataError::OtherIssuer(ServerText::new(HOSTILE));
    [
        Situation::SignedOut(out),
        Situation::SignedIn(inside),
        Situation::Failed(Reason::Config(fault).into()),
        Situation::Failed(Reason::Token(refusal()).into()),
        Situation::Failed(Reason::Metadata(other).into()),
    ]
    .into_iter()
    .map(|situation| {
        let mut snapshot = snapshot(situation);
        snapshot.title = Some(HOSTILE.into());
        let ui_state = UiState {
            notice: Some(Notice {
                text: HOSTILE.into(),
                good: false,
                can_clear: true,
            }),
            ..UiState::default()
        };
        draw(view_with(&snapshot, &ui_state))
    })
    .collect()
}
