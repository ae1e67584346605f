//! Patterns that make unique names, and patterns that do not.

use proptest::prelude::*;

use super::*;

#[test]
fn names_follow_the_configured_patterns() {
    let names = Names::new(Some("acme-{cluster}"), Some("{cluster}@acme:{user}")).unwrap();
    assert_eq!(names.context("prod"), "acme-prod");
    assert_eq!(names.user("pinny", "prod"), "prod@acme:pinny");
    assert_eq!(Names::new(None, None), Ok(Names::default()));
    assert_eq!(Names::default().context("prod"), "prod");
    assert_eq!(Names::default().user("pinny", "prod"), "pinny@prod");
}

#[test]
fn a_user_called_like_a_placeholder_is_not_expanded() {
    let names = Names::new(None, Some("{cluster}@{user}")).unwrap();
    assert_eq!(names.user("{cluster}", "prod"), "prod@{cluster}");
    assert_eq!(names.user("a", "{user}"), "{user}@a");
    assert_eq!(
        Names::default().user("{cluster}", "{user}"),
        "{cluster}@{user}"
    );
}

#[test]
fn patterns_that_make_ambiguous_names_are_refused() {
    let context = "must contain `{cluster}` once, and no `{user}`";
    for pattern in ["", "prod", "{cluster}{cluster}", "{user}@{cluster}"] {
        let fault = Names::new(Some(pattern), None).unwrap_err();
        assert_eq!(fault, ("context", context), "{pattern}");
    }
    let user = "must contain `{user}` and `{cluster}` once each, with an `@` between them";
    for pattern in [
        "",
        "{cluster}",
        "{user}",
        "{user}-{cluster}",
        "@{user}{cluster}@",
        "{user}@{cluster}{cluster}",
        "{user}{user}@{cluster}",
    ] {
        let fault = Names::new(None, Some(pattern)).unwrap_err();
        assert_eq!(fault, ("user", user), "{pattern}");
    }
    let control = "must not contain control characters";
    assert_eq!(
        Names::new(Some("\n{cluster}"), None),
        Err(("context", control))
    );
    assert_eq!(
        Names::new(None, Some("{user}@\n{cluster}")),
        Err(("user", control))
    );
}

proptest! {
    #[test]
    fn two_users_never_share_a_name(
        pattern in prop::sample::select(&["{user}@{cluster}", "{cluster}@{user}", "@{user}a@a{cluster}@", "a{cluster}a@{user}"][..]),
        one in ("[a@]{0,4}", "[a]{0,3}"),
        other in ("[a@]{0,4}", "[a]{0,3}"),
    ) {
        let names = Names::new(None, Some(pattern)).unwrap();
        let same = names.user(&one.0, &one.1) == names.user(&other.0, &other.1);
        prop_assert_eq!(same, one == other);
    }
}
