//! PEM that is exactly one block, and everything else.

use alloc::format;
use alloc::string::String;
use alloc::vec;

use super::*;

const BLOCK: &str = "-----BEGIN THING-----\naGF1bG91dA==\n-----END THING-----\n";

#[test]
fn one_block_is_read_with_any_line_endings() {
    let variants = [
        BLOCK.into(),
        BLOCK.replace('\n', "\r\n"),
        String::from(BLOCK.trim_end()),
        format!("\n\n{BLOCK}\n"),
        BLOCK.replace("aGF1bG91", "aGF1\nbG91\n"),
    ];
    for text in variants {
        assert_eq!(decode("THING", &text), Some(b"haulout".to_vec()), "{text}");
    }
}

#[test]
fn anything_but_one_block_is_refused() {
    let variants = [
        String::new(),
        format!("{BLOCK}{BLOCK}"),
        format!("subject=pinny\n{BLOCK}"),
        format!("{BLOCK}trailing"),
        BLOCK.replace("THING", "OTHER"),
        BLOCK.replace("END THING", "END OTHER"),
        BLOCK.replace("-----\na", "-----a"),
        BLOCK.replace("==\n", "=="),
        BLOCK.replace("aGF1", "Proc-Type: 4,ENCRYPTED\n\naGF1"),
        BLOCK.replace("-----END", "----END"),
        "-----BEGIN THING-----".into(),
    ];
    for text in variants {
        assert_eq!(decode("THING", &text), None, "{text}");
    }
}

#[test]
fn non_canonical_base64_is_refused() {
    for body in [
        "aGF1bG91dA",
        "aGF1bG91dB==",
        "aGF1 bG91dA==",
        "aGF1bG91dA==\n====",
        "aGF1_-91dA==",
        "aGF1\rbG91dA==",
    ] {
        let text = BLOCK.replace("aGF1bG91dA==", body);
        assert_eq!(decode("THING", &text), None, "{body}");
    }
}

#[test]
fn text_longer_than_any_usable_certificate_is_refused() {
    let fits = encode("THING", &vec![7; 256 * 1024]);
    assert!(decode("THING", &fits).is_some());
    let too_long = encode("THING", &vec![7; 512 * 1024]);
    assert_eq!(decode("THING", &too_long), None);
}

#[test]
fn pem_has_lines_of_64_columns_and_reads_back() {
    for len in [0, 1, 47, 48, 49, 96, 500] {
        let bytes = vec![0xa5; len];
        let text = encode("THING", &bytes);
        assert_eq!(decode("THING", &text), Some(bytes), "{len}");
        assert!(text.lines().all(|line| line.len() <= 64));
        assert!(text.ends_with("\n-----END THING-----\n"));
    }
}

#[test]
fn writing_never_reallocates_the_buffer_of_a_key() {
    for len in 0..300 {
        let text = encode("PRIVATE KEY", &vec![1; len]);
        assert_eq!(text.capacity(), text.len(), "{len}");
    }
}
