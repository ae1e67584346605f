//! Digits and a power of ten to a number, without the tables that always find the nearest one.

/// `significand` times ten to the power of `exponent`.
#[derive(Default)]
pub(super) struct Decimal {
    significand: u64,
    exponent: i32,
}

impl Decimal {
    /// A digit in front of the point.
    pub(super) fn whole(&mut self, digit: u8) {
        if !self.push(digit) {
            self.exponent += 1;
        }
    }

    /// A digit behind the point.
    pub(super) fn place(&mut self, digit: u8) {
        if self.push(digit) {
            self.exponent -= 1;
        }
    }

    /// Ten to this power as a further factor.
    pub(super) fn shift(&mut self, power: i32) {
        self.exponent += power;
    }

    /// Whether the digit counts: far more are kept than a double can tell apart.
    fn push(&mut self, digit: u8) -> bool {
        let counts = self.significand < MAX_SIGNIFICAND;
        if counts {
            self.significand = self.significand * 10 + u64::from(digit);
        }
        counts
    }

    /// Both factors are exact up to 2⁵³ and 10²², so that there is one rounding.
    pub(super) fn value(&self) -> f64 {
        let significand = self.significand as f64;
        let places = self.exponent.unsigned_abs().min(MAX_POWER.unsigned_abs());
        let power = (0..places).fold(1.0, |power, _| power * 10.0);
        match self.exponent {
            // Nothing, to whatever power.
            _ if self.significand == 0 => 0.0,
            ..0 => significand / power,
            0.. => significand * power,
        }
    }
}

/// A further digit still fits 64 bits.
const MAX_SIGNIFICAND: u64 = u64::MAX / 10 - 1;

/// A double ends at 10³⁰⁸, and at 10⁻³²⁴ on the other side.
pub(super) const MAX_POWER: i32 = 400;
