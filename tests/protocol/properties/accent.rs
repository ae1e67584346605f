//! Every accent colour is readable on every background, in both themes.

use haulout_protocol::branding::Accent;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn every_accent_is_readable_on_both_themes_and_so_is_its_text(color in any::<[u8; 3]>()) {
        let [red, green, blue] = color;
        let accent = Accent::parse(&format!("#{red:02x}{green:02x}{blue:02x}")).unwrap();
        for ground in ["#ffffff", "#f3f6f8", accent.light_ink()] {
            let contrast = contrast(&accent.light(), ground);
            prop_assert!(contrast >= 4.5, "{} on {ground}: {contrast}", accent.light());
        }
        for ground in ["#13212a", "#0b151b", accent.dark_ink()] {
            let contrast = contrast(&accent.dark(), ground);
            prop_assert!(contrast >= 4.5, "{} on {ground}: {contrast}", accent.dark());
        }
    }

    #[test]
    fn an_adjusted_colour_had_too_little_contrast(color in any::<[u8; 3]>()) {
        let [red, green, blue] = color;
        let accent = Accent::parse(&format!("#{red:02x}{green:02x}{blue:02x}")).unwrap();
        // A colour closer than this to the bound may be adjusted for safety.
        let enough = 4.5001;
        if accent.light() != accent.written() {
            prop_assert!(contrast(&accent.written(), "#f3f6f8") < enough);
        }
        if accent.dark() != accent.written() {
            prop_assert!(contrast(&accent.written(), "#13212a") < enough);
        }
    }
}

/// The formula of WCAG 2.2, verbatim.
fn contrast(one: &str, other: &str) -> f64 {
    let luminance = |text: &str| {
        let part = |at: usize| {
            let value = u8::from_str_radix(&text[at..at + 2], 16).unwrap();
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    };
    let [one, other] = [luminance(one), luminance(other)];
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn the_contrast_formula_gives_its_known_extremes() {
    assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 1e-9);
    assert!((contrast("#767676", "#ffffff") - 4.54).abs() < 0.01);
    assert!(contrast("#777777", "#ffffff") < 4.5);
}
