//! Performs what a person asked for with kubeconfigs.

use haulout_protocol::kubeconfig::{Form, Kubeconfig};
use haulout_protocol::secret::Secret;
use haulout_protocol::snapshot::Situation;
use yew::prelude::*;

use super::{Msg, SessionProvider};
use crate::browser::driver::Driver;
use crate::browser::export;
use crate::ui::dispatch::HandOverAction;
use crate::ui::memory::FormName;

/// The kubeconfig as a person may see it.
pub(super) fn preview(driver: &Driver, ids: &[&str], form: FormName) -> Option<String> {
    let document = driver.kubeconfig(ids, &form_of(form)?).ok()?;
    Some(document.render_masked())
}

fn form_of(name: FormName) -> Option<Form> {
    match name {
        FormName::Once | FormName::Shell => Some(Form::Inline),
        FormName::Haulout => Some(Form::HauloutCredential {
            command: "haulout".to_owned(),
        }),
        FormName::PinnipedCli => Some(Form::PinnipedCli),
        FormName::Folder => None,
    }
}

impl SessionProvider {
    pub(super) fn hand_over(&mut self, context: &Context<Self>, action: HandOverAction) {
        match action {
            HandOverAction::Copy => self.copy(context),
            HandOverAction::Download => self.download(context),
            HandOverAction::CopyLine(line) => {
                let words = &self.words().hand_over;
                let said = [words.line_copied, words.line_not_copied];
                copy_text(context, Secret::new(line), said);
            }
            HandOverAction::Form(FormName::PinnipedCli) => self.download_for_pinniped(context),
            HandOverAction::Form(_) | HandOverAction::ClearClipboard => {}
        }
    }

    fn copy(&self, context: &Context<Self>) {
        // The view offers this only with a credential; if it died meanwhile the next view says so.
        let Some((_, document)) = self.document() else {
            return;
        };
        let words = &self.words().hand_over;
        let said = [words.copied, words.copy_denied];
        copy_text(context, document.render(), said);
    }

    fn download(&mut self, context: &Context<Self>) {
        let Some((id, document)) = self.document() else {
            return;
        };
        let name = format!("{id}.kubeconfig.yaml");
        self.save(context, &name, &document, self.words().hand_over.downloaded);
    }

    /// The kubeconfig of the cluster that is shown, and its id.
    fn document(&self) -> Option<(String, Kubeconfig)> {
        let Situation::SignedIn(session) = self.driver.snapshot().situation else {
            return None;
        };
        let shown = self.memory.list.shown.as_ref();
        let cluster = session.clusters.iter().find(|it| Some(&it.id) == shown);
        let cluster = cluster.or_else(|| session.clusters.first())?;
        let document = self.driver.kubeconfig(&[&cluster.id], &Form::Inline).ok()?;
        Some((cluster.id.clone(), document))
    }

    /// All clusters in one file, in which nothing is a person's.
    fn download_for_pinniped(&mut self, context: &Context<Self>) {
        let Situation::SignedIn(session) = self.driver.snapshot().situation else {
            return;
        };
        let ids: Vec<&str> = session.clusters.iter().map(|it| it.id.as_str()).collect();
        if let Ok(document) = self.driver.kubeconfig(&ids, &Form::PinnipedCli) {
            let text = self.words().hand_over.downloaded_for_pinniped;
            self.save(context, "pinniped.kubeconfig.yaml", &document, text);
        }
    }

    pub(super) fn copy_report(&self, context: &Context<Self>) {
        let words = &self.words().trouble;
        let said = [words.report_copied, words.report_not_copied];
        copy_text(context, Secret::new(self.driver.report()), said);
    }

    fn save(
        &mut self,
        context: &Context<Self>,
        name: &str,
        document: &Kubeconfig,
        text: &'static str,
    ) {
        match export::download(name, &document.render()) {
            Ok(()) => self.notice(context, text, true),
            Err(_) => self.notice(context, self.words().hand_over.download_denied, false),
        }
    }
}

/// Copies, and says the first if that succeeds and the second if not.
fn copy_text(
    context: &Context<SessionProvider>,
    text: Secret<String>,
    [copied, denied]: [&'static str; 2],
) {
    context.link().send_future(async move {
        match export::copy(&text).await {
            Ok(()) => Msg::Copied(copied, true),
            Err(_) => Msg::Copied(denied, false),
        }
    });
}
