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

fn lines_of(text: &str) -> Result<Vec<usize>, PemError> {
    Ok(blocks(text)?.iter().map(|block| block.line).collect())
}

#[test]
fn bundle_may_have_comments_between_its_blocks() {
    for between in [
        "",
        "\n",
        "# -----BEGIN THING-----\n# not this one\n",
        "subject=CN = A -- B, O = The END\nissuer=CN = A\n",
        "Certificate:\n    Data:\n        Version: 3 (0x2)\n        00:9f:4c:aa:00:9f:4c:aa:00:9f:4c:aa:00:9f:4c:aa:\n",
        "================================================\n",
        "-----------------\n",
    ] {
        let text = format!("{between}{BLOCK}{between}{BLOCK}");
        assert_eq!(blocks(&text).map(|all| all.len()), Ok(2), "{text}");
    }
    assert_eq!(lines_of(&format!("\u{feff}{BLOCK}")), Ok(vec![1]));
    assert_eq!(lines_of(&format!("{BLOCK}\n{BLOCK}")), Ok(vec![1, 5]));
}

#[test]
fn line_that_could_hide_a_block_is_refused() {
    let base64 = "aGF1bG91dGhhdWxvdXRoYXVsb3V0aGF1bG91dGhhdWxvdXRoYXVs";
    for (text, line, reason) in [
        (
            format!("{}{BLOCK}", BLOCK.trim_end()),
            3,
            PemReason::JoinedBoundaries,
        ),
        (
            format!("{BLOCK}x {BLOCK}"),
            4,
            PemReason::IncompleteBoundary,
        ),
        (format!("{BLOCK}-{BLOCK}"), 4, PemReason::IncompleteBoundary),
        (
            format!("{BLOCK}{}", &BLOCK[1..]),
            4,
            PemReason::IncompleteBoundary,
        ),
        (
            BLOCK.replace("THING-----\na", "THING----\na"),
            1,
            PemReason::IncompleteBoundary,
        ),
        (
            BLOCK.replace("==\n-----END THING-----\n", ""),
            1,
            PemReason::NoEnd,
        ),
        (
            format!("{}{BLOCK}", BLOCK.replace("-----END THING-----\n", "")),
            1,
            PemReason::NoEnd,
        ),
        (
            format!("{BLOCK}-----END THING-----"),
            4,
            PemReason::EndWithoutBegin,
        ),
        (
            format!("{BLOCK}{base64}\n{BLOCK}"),
            4,
            PemReason::StrayBase64,
        ),
        (
            BLOCK.replace("END THING", "END OTHER"),
            3,
            PemReason::DifferentLabels,
        ),
        (
            BLOCK.replace("aGF1", "Proc-Type: 4,ENCRYPTED\n\naGF1"),
            2,
            PemReason::Header,
        ),
        (BLOCK.replace("aGF1", "aGF1\n?"), 3, PemReason::NotBase64),
        (BLOCK.replace("==", "="), 1, PemReason::NotBase64),
    ] {
        assert_eq!(lines_of(&text), Err(reason.at(line)), "{text}");
    }
}

#[test]
fn bundle_has_certificates_and_nothing_else() {
    let certificate = encode(CERTIFICATE, b"one");
    let two = format!("{certificate}{}", encode(CERTIFICATE, b"two"));
    assert_eq!(certificates(&two), Ok(vec![b"one".into(), b"two".into()]));
    let with = |label: &str| certificates(&format!("{certificate}{}", encode(label, b"x")));
    assert_eq!(with("EC PRIVATE KEY"), Err(PemReason::PrivateKey.at(4)));
    assert_eq!(
        with("X509 CRL"),
        Err(PemReason::OtherBlock("X509 CRL".into()).at(4))
    );
    let none = certificates("hello").unwrap_err();
    assert_eq!(
        format!("ca.crt {none}"),
        "ca.crt contains no PEM certificate"
    );
}
