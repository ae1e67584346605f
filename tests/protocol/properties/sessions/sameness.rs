//! A transcript of all outputs, including secrets.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::rc::Rc;

use haulout_protocol::output::Output;

use crate::world::watch::{Moment, Watch};

pub(super) struct Record(pub(super) Rc<RefCell<String>>);

impl Watch for Record {
    fn after(&mut self, moment: &Moment<'_>) {
        let mut record = self.0.borrow_mut();
        for output in moment.outputs {
            writeln!(record, "{output:?}").unwrap();
            if let Output::Send(request) = output
                && let Some(body) = &request.body
            {
                writeln!(record, "{}", String::from_utf8_lossy(body.secret())).unwrap();
            }
        }
        let deadline = moment.machine.deadline();
        writeln!(record, "{:?} until {deadline:?}", moment.now).unwrap();
    }
}
