//! `Accent`: the operator's accent colour, adjusted as far as contrast on the portal's surfaces requires.

use alloc::string::String;

/// A colour as configured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accent(Rgb);

type Rgb = [u8; 3];

impl Accent {
    /// Reads `#rrggbb`.
    ///
    /// # Errors
    /// The second half of a sentence that starts with the field's name.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        read(text).map(Self).ok_or("must be a colour as `#rrggbb`")
    }

    /// The configured colour, as `#rrggbb`.
    #[must_use]
    pub fn written(self) -> String {
        write(self.0)
    }

    /// For text and controls on the light surfaces, as `#rrggbb`: darkened as far as contrast requires.
    #[must_use]
    pub fn light(self) -> String {
        self.moved(LIGHT_SURFACES, |part, step| part * (STEPS - step) / STEPS)
    }

    /// The same for the dark surfaces: lightened as far as contrast requires.
    #[must_use]
    pub fn dark(self) -> String {
        self.moved(DARK_SURFACES, |part, step| {
            FULL - (FULL - part) * (STEPS - step) / STEPS
        })
    }

    /// The text colour on a background of [`Accent::light`]: the light card's colour, whose contrast to that
    /// background is ensured.
    #[must_use]
    pub const fn light_ink(self) -> &'static str {
        "#ffffff"
    }

    /// The text colour on a background of [`Accent::dark`]: the dark paper's colour, for the same reason.
    #[must_use]
    pub const fn dark_ink(self) -> &'static str {
        "#0b151b"
    }

    fn moved(self, surfaces: [Rgb; 2], toward: impl Fn(u32, u32) -> u32) -> String {
        let mut color = self.0;
        let mut step = 0;
        while step < STEPS && !surfaces.iter().all(|it| is_readable(color, *it)) {
            step += 1;
            // Each channel stays between its own value and 0 or 255.
            color = self.0.map(|part| toward(u32::from(part), step) as u8);
        }
        write(color)
    }
}

fn read(text: &str) -> Option<Rgb> {
    let digits = text.strip_prefix('#')?;
    // `from_str_radix` would accept a sign.
    if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
    Some([red, green, blue])
}

fn write(color: Rgb) -> String {
    let digit = |value: u8| char::from(b"0123456789abcdef"[usize::from(value & 0xf)]);
    let mut text = String::from("#");
    for part in color {
        text.push(digit(part >> 4));
        text.push(digit(part));
    }
    text
}

/// WCAG 2.2, success criterion 1.4.3: `(lighter + 0.05) / (darker + 0.05)` is 4.5 or more, all in twentieths.
fn is_readable(one: Rgb, other: Rgb) -> bool {
    let [one, other] = [one, other].map(|color| 20 * luminance(color) + ONE);
    2 * one.max(other) >= 9 * one.min(other) + ROUNDING
}

/// WCAG 2.2, "relative luminance", as a fixed-point number.
fn luminance([red, green, blue]: Rgb) -> u64 {
    (2126 * linear(red) + 7152 * linear(green) + 722 * linear(blue)) / 10_000
}

/// The linear light of an sRGB channel: `((c + 0.055) / 1.055) ^ 2.4`, and a straight line near black.
fn linear(part: u8) -> u64 {
    let part = u64::from(part);
    if part <= STRAIGHT_UNTIL {
        // c / 12.92, where c is the channel divided by 255.
        return part * ONE * 100 / (255 * 1292);
    }
    // c + 0.055 over 1.055, both times 255,000.
    let base = (part * 1000 + 14_025) * ONE / 269_025;
    let square = times(base, base);
    // x ^ 2.4 is x ^ 2 times the fifth root of x ^ 2, which is computed bit by bit.
    let mut root = 0;
    let mut bit = ONE;
    while bit > 0 {
        let next = root + bit;
        let fourth = times(times(next, next), times(next, next));
        if times(fourth, next) <= square {
            root = next;
        }
        bit >>= 1;
    }
    times(square, root)
}

/// The product of two fixed-point numbers that are less than two.
const fn times(one: u64, other: u64) -> u64 {
    (one * other) >> FRACTION_BITS
}

/// The light card and paper of the portal's style sheet.
const LIGHT_SURFACES: [Rgb; 2] = [[0xff, 0xff, 0xff], [0xf3, 0xf6, 0xf8]];
/// The dark card and paper.
const DARK_SURFACES: [Rgb; 2] = [[0x13, 0x21, 0x2a], [0x0b, 0x15, 0x1b]];
/// Steps from the configured colour to black or white; fine enough that one step is not visible.
const STEPS: u32 = 64;
/// The largest value of a channel.
const FULL: u32 = 255;
/// In 255ths; above 0.04045 the curve begins.
const STRAIGHT_UNTIL: u64 = 10;
/// Fraction bits; the product of two numbers below two fits a `u64`.
const FRACTION_BITS: u32 = 30;
/// One, as a fixed-point number.
const ONE: u64 = 1 << FRACTION_BITS;
/// More than the error that truncation causes, so that the computed contrast is never too high.
const ROUNDING: u64 = 1 << 14;
