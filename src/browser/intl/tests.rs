//! Tests with the browser's `Intl`, and stubs of its language settings.

use haulout_protocol::time::UnixTime;
use wasm_bindgen_test::wasm_bindgen_test;

use super::Intl;
use crate::browser::fake_navigator::FakeNavigator;
use crate::browser::fresh_page::fresh_page;
use crate::browser::stubs::{GlobalStub, eval};

/// 5:42:07 PM in the computer's time zone.
fn afternoon() -> UnixTime {
    let millis = eval("new Date(2026, 10, 23, 17, 42, 7).getTime()").as_f64();
    UnixTime::from_millis(millis.unwrap() as i64)
}

fn languages(list: &str) -> FakeNavigator {
    FakeNavigator::with("languages", list)
}

#[wasm_bindgen_test]
async fn british_english_has_a_24_hour_clock() {
    fresh_page().await;
    let _languages = languages("['fr', 'en-GB', 'en-US']");
    let intl = Intl::new("en");
    assert_eq!(intl.time(afternoon()), "17:42");
    assert_eq!(intl.time_with_seconds(afternoon()), "17:42:07");
    assert_eq!(intl.date_and_time(afternoon()), "23 Nov 2026, 17:42");
}

#[wasm_bindgen_test]
async fn american_english_has_a_12_hour_clock() {
    fresh_page().await;
    let _languages = languages("['en-US']");
    // Browsers use different space characters.
    let time = Intl::new("en").time(afternoon());
    assert_eq!(time.replace('\u{202f}', " "), "5:42 PM");
}

#[wasm_bindgen_test]
async fn a_language_outside_the_settings_has_its_default_formats() {
    fresh_page().await;
    // `den` (Slavey) starts with `de` and is no variant of it.
    let _languages = languages("['den-CA', 'en-US']");
    let intl = Intl::new("de");
    assert_eq!(intl.date_and_time(afternoon()), "23.11.2026, 17:42");
    assert_eq!(intl.number(1_234_500, 1), "1.234,5");
}

#[wasm_bindgen_test]
async fn invalid_language_tags_are_skipped() {
    fresh_page().await;
    let _languages = languages("['en-!', 7]");
    assert_eq!(Intl::new("en").number(1_500, 1), "1.5");
    assert!(!Intl::new("no language").time(afternoon()).is_empty());
}

#[wasm_bindgen_test]
async fn a_time_outside_the_browsers_range_is_formatted_as_rfc_3339() {
    fresh_page().await;
    let beyond = UnixTime::from_secs(9_000_000_000_000);
    assert_eq!(Intl::new("en").time(beyond), beyond.to_string());
}

#[wasm_bindgen_test]
async fn numbers_are_rounded_exactly_and_zero_has_no_sign() {
    fresh_page().await;
    let _languages = languages("[]");
    let intl = Intl::new("en");
    // As a float, 1.005 is less than that.
    for (thousandths, digits, text) in [
        (1_005, 2, "1.01"),
        (-1_005, 2, "-1.01"),
        (2_400, 1, "2.4"),
        (2_400, 0, "2"),
        (-40, 1, "0.0"),
        (-60, 1, "-0.1"),
        (0, 3, "0.000"),
        (7, 200, "0.007"),
        (i64::MIN, 3, "-9,223,372,036,854,775.808"),
    ] {
        assert_eq!(intl.number(thousandths, digits), text);
    }
}

#[wasm_bindgen_test]
async fn a_signed_number_has_a_sign_unless_it_is_zero() {
    fresh_page().await;
    let _languages = languages("[]");
    let intl = Intl::new("de");
    for (thousandths, text) in [(2_400, "+2,4"), (-2_400, "-2,4"), (0, "0,0"), (-40, "0,0")] {
        assert_eq!(intl.signed(thousandths, 1), text);
        // Interleaved, to show that each kind has its own cached formatter.
        assert_eq!(intl.number(2_400, 1), "2,4");
    }
}

#[wasm_bindgen_test]
async fn plural_categories_depend_on_the_language() {
    fresh_page().await;
    let _languages = languages("[]");
    let forms = |language: &str, counts: &[u64]| {
        let intl = Intl::new(language);
        let forms: Vec<String> = counts.iter().map(|count| intl.plural(*count)).collect();
        forms.join(" ")
    };
    assert_eq!(forms("en", &[0, 1, 2]), "other one other");
    assert_eq!(forms("ru", &[1, 2, 5, 21]), "one few many one");
    let arabic = forms("ar", &[0, 1, 2, 3, 11, 100]);
    assert_eq!(arabic, "zero one two few many other");
}

#[wasm_bindgen_test]
async fn without_intl_values_have_a_plain_format() {
    fresh_page().await;
    let _none = GlobalStub::new("Intl", "undefined");
    let intl = Intl::new("en");
    assert_eq!(intl.time(afternoon()), afternoon().to_string());
    assert_eq!(intl.plural(1), "other");
}

#[wasm_bindgen_test]
async fn languages_are_listed_in_the_browsers_order() {
    fresh_page().await;
    let browsers = languages("['de-AT', 'en', 3]");
    assert_eq!(super::languages(), ["de-AT", "en"]);
    drop(browsers);
    let _none = languages("undefined");
    assert!(super::languages().is_empty());
}
