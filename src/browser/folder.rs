//! The live folder in the browser, through `www/folder.js`, which is loaded only by users of a live folder.

use haulout_protocol::live_folder::{File, MARKER, blank};
use haulout_protocol::time::UnixTime;
use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Calls the functions of `www/folder.js`.
pub(crate) struct Folder(Function);

/// A folder that was chosen, in this visit or an earlier one.
pub(crate) struct KeptFolder {
    /// Its name and its parent's; a page cannot read more of the path.
    pub(crate) label: String,
    /// The path that the user entered.
    pub(crate) location: String,
    /// Whether this page may write to it.
    pub(crate) permission: Permission,
}

/// The browser's permission to write.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Permission {
    Granted,
    /// The page has to request it in response to a click.
    Prompt,
    Denied,
}

/// A command for the folder as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FolderCommand {
    /// Read which folder is kept.
    Read,
    /// Show the dialog to choose a folder; needs a click.
    Choose,
    /// Request the permission to write; needs a click.
    RequestPermission,
    /// Store the path that the user entered.
    SetLocation,
    /// Forget the folder.
    Forget,
}

/// The name of the `DOMException`, such as `NotFoundError`; `ForeignFile` for a file that Haulout did not write.
pub(crate) type DomErrorName = String;

/// The files that a sweep skips, as comma-separated lists.
#[derive(Clone, Copy)]
pub(crate) struct SweepExceptions<'a> {
    /// Always skipped.
    pub(crate) live: &'a str,
    /// Skipped until the credential in them expires; `*` for all files.
    pub(crate) kept: &'a str,
}

impl Folder {
    /// `None` if the browser does not support it. `call` loads the script and calls the function with the given name.
    pub(crate) fn new(call: &JsValue) -> Option<Self> {
        let picker = Reflect::get(&js_sys::global(), &"showDirectoryPicker".into()).ok()?;
        let call: &Function = call.dyn_ref()?;
        picker.is_function().then(|| Self(call.clone()))
    }

    /// Performs `command`, and returns the folder that is kept afterwards.
    pub(crate) async fn perform(
        &self,
        command: FolderCommand,
        argument: &str,
    ) -> Result<Option<KeptFolder>, DomErrorName> {
        let name = match command {
            FolderCommand::Read => None,
            FolderCommand::Choose => Some("choose"),
            FolderCommand::RequestPermission => Some("requestPermission"),
            FolderCommand::SetLocation => Some("setLocation"),
            FolderCommand::Forget => Some("forget"),
        };
        if let Some(name) = name {
            self.call(name, &[argument]).await?;
        }
        let answer = self.call("recall", &[]).await?;
        let Some(answer) = answer.dyn_ref::<Array>() else {
            return Ok(None);
        };
        let permission = match text(answer, 2).as_str() {
            "granted" => Permission::Granted,
            "denied" => Permission::Denied,
            _ => Permission::Prompt,
        };
        Ok(Some(KeptFolder {
            label: text(answer, 0),
            location: text(answer, 1),
            permission,
        }))
    }

    /// Writes a file, replacing one that Haulout wrote. **Secret** text leaves this program here.
    pub(crate) async fn replace(&self, file: &File) -> Result<(), DomErrorName> {
        let arguments = [&file.name, file.contents.secret(), MARKER];
        self.call("replace", &arguments).await.map(drop)
    }

    /// Blanks credentials that will not be replaced any more.
    pub(crate) async fn sweep(
        &self,
        exceptions: SweepExceptions<'_>,
        now: UnixTime,
    ) -> Result<(), DomErrorName> {
        let (now, blank) = (now.to_string(), blank("").contents);
        let arguments = [
            &now,
            exceptions.live,
            exceptions.kept,
            MARKER,
            blank.secret(),
        ];
        self.call("sweep", &arguments).await.map(drop)
    }

    async fn call(&self, name: &str, arguments: &[&str]) -> Result<JsValue, DomErrorName> {
        let all = Array::of1(&name.into());
        for argument in arguments {
            all.push(&JsValue::from_str(argument));
        }
        let outcome = match self.0.apply(&JsValue::NULL, &all) {
            Ok(promise) => JsFuture::from(Promise::resolve(&promise)).await,
            Err(error) => Err(error),
        };
        outcome.map_err(|error| {
            let name = Reflect::get(&error, &"name".into()).ok();
            name.and_then(|name| name.as_string()).unwrap_or_default()
        })
    }
}

fn text(of: &Array, at: u32) -> String {
    of.get(at).as_string().unwrap_or_default()
}

#[cfg(test)]
mod tests;
