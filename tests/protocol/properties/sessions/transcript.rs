//! A transcript of all outputs, including secrets.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::rc::Rc;

use haulout_protocol::output::Output;

use crate::world::observer::{HandledInput, Observer};

pub(super) struct Transcript(pub(super) Rc<RefCell<String>>);

impl Observer for Transcript {
    fn after(&mut self, handled: &HandledInput<'_>) {
        let mut record = self.0.borrow_mut();
        for output in handled.outputs {
            writeln!(record, "{output:?}").unwrap();
            if let Output::Send(request) = output
                && let Some(body) = &request.body
            {
                writeln!(record, "{}", String::from_utf8_lossy(body.secret())).unwrap();
            }
        }
        let deadline = handled.machine.deadline();
        writeln!(record, "{:?} until {deadline:?}", handled.now).unwrap();
    }
}
