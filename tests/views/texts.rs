//! Every code has texts in every language.

use haulout::ui::messages::Language;
use haulout_protocol::error::Reason;
use haulout_protocol::text::ServerText;
use haulout_protocol::{Code, Error};

#[test]
fn every_code_has_a_title_and_an_explanation() {
    for (language, code) in Language::ALL
        .iter()
        .flat_map(|language| Code::ALL.iter().map(move |code| (*language, *code)))
    {
        let words = &language.messages().errors;
        let title = (words.title)(code);
        assert!(title.starts_with(char::is_uppercase), "{code}: {title}");
        assert!(!title.ends_with('.'), "{code}: {title}");
        let error: Error = Reason::Gateway(code, ServerText::default()).into();
        let explanation = (words.explanation)(&error);
        assert!(explanation.len() > 20, "{code}: {explanation}");
        assert!(explanation.ends_with('.'), "{code}: {explanation}");
        for text in [title, &explanation] {
            assert!(!text.contains("HAULOUT_"), "{code}: {text}");
        }
    }
}

#[test]
fn the_text_of_the_gateway_is_shown_if_there_is_one() {
    let said = ServerText::new("The session is 4,100 bytes long.");
    let error: Error = Reason::Gateway(Code::SessionTooLarge, said).into();
    let words = &Language::English.messages().errors;
    assert_eq!(
        (words.explanation)(&error),
        "The session is 4,100 bytes long."
    );
}
