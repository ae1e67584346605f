//! File names, locations and the marker.

use alloc::string::ToString;

use proptest::prelude::*;

use super::*;

#[test]
fn a_slug_equals_a_safe_id() {
    assert_eq!(slug("prod-eu"), "prod-eu");
    assert_eq!(slug("Prod_EU.1"), "prod_eu.1");
    assert_eq!(slug("../../x"), "x");
    assert_eq!(slug("a/b\\c d"), "a-b-c-d");
    assert_eq!(slug("größe"), "gr--e");
    for device in [
        "CON",
        "nul",
        "Aux.txt",
        "com1",
        "LPT9.json",
        "config",
        "Haulout",
    ] {
        assert!(slug(device).starts_with("cluster-"), "{device}");
    }
    assert_eq!(slug("common"), "common");
    assert_eq!(slug("..."), "cluster-");
}

#[test]
fn a_location_is_read_as_users_type_it() {
    let home = Location::Home(".kube/haulout".into());
    for text in [
        "~/.kube/haulout",
        "$HOME/.kube/haulout/",
        " ${HOME}/.kube/haulout ",
    ] {
        assert_eq!(Location::parse(text), Ok(home.clone()), "{text}");
    }
    assert_eq!(home.file("a.json"), "$HOME/.kube/haulout/a.json");
    let absolute = Location::parse("/home/me/my clusters").unwrap();
    assert_eq!(absolute.file("a.json"), "/home/me/my clusters/a.json");
    let windows = Location::parse("C:/Users/me\\.kube").unwrap();
    assert_eq!(windows.file("a.json"), "C:\\Users\\me\\.kube\\a.json");
    for text in ["", "/", ".kube", "haulout", "C:", "~", "~me/x"] {
        assert_eq!(
            Location::parse(text),
            Err(LocationError::Relative),
            "{text}"
        );
    }
    for text in [
        "/a/../b", "~/$(id)", "~/a\"b", "/a\nb", "C:\\a%b%", "~/it's", "/a`b",
    ] {
        assert_eq!(Location::parse(text), Err(LocationError::Unsafe), "{text}");
    }
}

#[test]
fn our_files_have_the_marker() {
    let blank = blank("prod-eu");
    assert_eq!(blank.name, "prod-eu.json");
    assert!(is_ours(blank.contents.secret().as_bytes()));
    assert!(!is_ours(b""));
    assert!(!is_ours(b"apiVersion: v1\nkind: Config\n"));
    // Far down in another file, the marker is only a quotation.
    let quoted = "x".repeat(MARKER_WITHIN) + MARKER;
    assert!(!is_ours(quoted.as_bytes()));
}

proptest! {
    #[test]
    fn a_slug_is_always_a_plain_file_name(id in "\\PC{0,200}") {
        let slug = slug(&id);
        prop_assert!(!slug.is_empty() && slug.len() <= 255 - ".json.tmp".len());
        prop_assert!(slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b)));
        prop_assert!(!slug.starts_with('.'));
        prop_assert_eq!(super::slug(&slug.to_uppercase().to_string()), super::slug(&slug));
    }
}
