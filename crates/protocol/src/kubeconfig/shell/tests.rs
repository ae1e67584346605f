//! The commands as text, for the shells that no other test runs.

use alloc::vec;

use proptest::prelude::*;

use super::*;
use crate::kubeconfig::{ClusterEntry, Names};

fn document(user: User) -> Kubeconfig {
    let entry = ClusterEntry {
        cluster_id: "it's \"a\" \u{2019}\u{1b}",
        server: "https://10.1.2.3:6443",
        ca_data: Some("Q0E="),
        proxy_url: None,
        tls_server_name: None,
        namespace: None,
        who: "pinny",
        user,
    };
    Kubeconfig::new(vec![entry], &Names::default())
}

fn certificate(key: &str) -> User {
    User::Holds(Material::Certificate {
        pem: "C\n".into(),
        key: Secret::new(key.into()),
    })
}

#[test]
fn words_for_powershell_are_quoted_safely() {
    let script = document(certificate("K\n")).commands(Shell::PowerShell);
    let name = "('it''s \"a\" \u{2019}\u{2019}'+[char]27+'')";
    let user = "('pinny@it''s \"a\" \u{2019}\u{2019}'+[char]27+'')";
    for line in [
        "[IO.File]::WriteAllText(\"$haulout/ca\", 'CA')\n",
        "[IO.File]::WriteAllText(\"$haulout/key\", 'K\n')\n",
        &format!(
            "Set-Entry set-cluster '--server=https://10.1.2.3:6443' \"--certificate-authority=$haulout/ca\" \
             '--embed-certs' '--' {name}\n"
        ),
        &format!(
            "Set-Entry set-credentials \"--client-certificate=$haulout/cert\" \"--client-key=$haulout/key\" \
             '--embed-certs' '--' {user}\n"
        ),
        &format!("Set-Entry use-context '--' {name}\n"),
    ] {
        assert!(
            script.secret().contains(line),
            "{line}\n{}",
            script.secret()
        );
    }
    assert!(!script.secret().contains('\u{1b}'));
}

#[test]
fn the_masked_commands_differ_only_in_the_secret() {
    for shell in [Shell::Bash, Shell::Fish, Shell::PowerShell] {
        let token = User::Holds(Material::Token(Secret::new("aaa".into())));
        let document = document(token);
        let masked = document.commands_masked(shell);
        assert!(!masked.contains("aaa"));
        let unmasked = masked
            .replace(MASK, "aaa")
            .replace("'--token=aaa'", "--token=aaa");
        let whole = document.commands(shell);
        assert_eq!(
            whole.secret().replace("'--token=aaa'", "--token=aaa"),
            unmasked
        );
    }
}

proptest! {
    #[test]
    fn writing_never_reallocates_the_buffer_of_a_key(key in "[a-z\\n'\\\\\u{1}\u{85}\u{202e}]{0,300}") {
        for shell in [Shell::Bash, Shell::Fish, Shell::PowerShell] {
            let document = document(certificate(&key));
            let script = document.commands(shell);
            let enough = document.commands_masked(shell).len() + key.len() * LONGEST_QUOTED;
            prop_assert!(script.secret().len() <= enough);
            prop_assert!(script.secret().capacity() == enough);
        }
    }

    #[test]
    fn commands_contain_no_control_characters(name in any::<String>()) {
        for shell in [Shell::Bash, Shell::Fish, Shell::PowerShell] {
            let mut out = String::new();
            quote(shell, &[&name], &mut out);
            let control = out.chars().any(|letter| letter.is_control() && letter != '\n');
            prop_assert!(!control, "{:?}", out);
        }
    }
}
