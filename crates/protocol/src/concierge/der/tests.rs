//! Elements as X.690 encodes them, and invalid encodings.

use alloc::vec;
use alloc::vec::Vec;

use super::*;

#[test]
fn elements_are_read_in_order() {
    let mut reader = Reader::new(&[0x02, 1, 5, 0x04, 2, 6, 7]);
    assert_eq!(reader.take(tag::INTEGER), Some(&[5][..]));
    assert_eq!(reader.take(tag::OCTET_STRING), Some(&[6, 7][..]));
    assert!(reader.is_empty());
    assert!(reader.element().is_none());
}

#[test]
fn an_element_of_another_tag_is_not_consumed() {
    let mut reader = Reader::new(&[0x02, 1, 5]);
    assert_eq!(reader.take(tag::OCTET_STRING), None);
    assert_eq!(reader.take(tag::INTEGER), Some(&[5][..]));
}

#[test]
fn long_lengths_are_read() {
    for len in [0x80, 0xff, 0x100, 0xffff, 0x1_0000] {
        let digits: Vec<u8> = u32::try_from(len)
            .unwrap()
            .to_be_bytes()
            .into_iter()
            .skip_while(|digit| *digit == 0)
            .collect();
        let mut bytes = vec![0x04, 0x80 | u8::try_from(digits.len()).unwrap()];
        bytes.extend(digits);
        bytes.extend(vec![9; len]);
        let mut reader = Reader::new(&bytes);
        let contents = reader.take(tag::OCTET_STRING).map(<[u8]>::len);
        assert_eq!(contents, Some(len));
        assert!(reader.is_empty());
    }
}

#[test]
fn invalid_der_is_refused() {
    let cases: [&[u8]; 9] = [
        &[],
        &[0x04],
        &[0x04, 2, 0],
        &[0x04, 0x80, 0, 0],
        &[0x04, 0x81, 0x01, 0],
        &[0x04, 0x82, 0x00, 0x81],
        &[0x04, 0x82, 0x01],
        &[0x04, 0x84, 0xff, 0xff, 0xff, 0xff],
        &[0x1f, 0x01, 0x00],
    ];
    for bytes in cases {
        assert!(Reader::new(bytes).element().is_none(), "{bytes:x?}");
    }
}

#[test]
fn a_length_with_a_surplus_digit_is_refused() {
    let mut bytes = vec![0x04, 0x82, 0x00, 0x81];
    bytes.extend([0; 0x81]);
    assert!(Reader::new(&bytes).element().is_none());
    bytes.splice(1..4, [0x81, 0x81]);
    assert!(Reader::new(&bytes).element().is_some());
}

#[test]
fn trailing_data_after_the_only_element_is_detected() {
    assert!(only(tag::SEQUENCE, &[0x30, 0]).is_some());
    assert!(only(tag::SEQUENCE, &[0x30, 0, 0]).is_none());
}
