//! The live folder as a browser has it: a script that those load who use one, behind one function.

use haulout_protocol::live_folder::{File, MARKER, blank};
use haulout_protocol::time::UnixTime;
use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The functions of `www/folder.js`.
pub(crate) struct Folder(Function);

/// A folder that was chosen, here or at an earlier visit.
pub(crate) struct KeptFolder {
    /// Its name and that of the folder around it; a page cannot see more of where it is.
    pub(crate) label: String,
    /// Where a person says that it is.
    pub(crate) location: String,
    /// Whether this page may write into it.
    pub(crate) permission: Permission,
}

/// What the browser says of writing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Permission {
    Granted,
    /// Somebody has to press a button first.
    Prompt,
    Denied,
}

/// What there is to do with the folder as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FolderCommand {
    /// Nothing but looking at it.
    Read,
    /// Let a person choose one, who just pressed a button.
    Choose,
    /// Ask for the permission to write, of a person who just pressed a button.
    RequestPermission,
    /// Remember where it is.
    SetLocation,
    /// Keep it no longer.
    Forget,
}

/// What the browser calls the reason why nothing came of it, such as `NotFoundError`; `ForeignFile` if there is a file
/// that is not ours to replace.
pub(crate) type DomErrorName = String;

/// The files that are not swept, as lists with commas.
#[derive(Clone, Copy)]
pub(crate) struct SweepExceptions<'a> {
    /// Whatever is in them.
    pub(crate) live: &'a str,
    /// For as long as what is in them has not ended; `*` for all.
    pub(crate) kept: &'a str,
}

impl Folder {
    /// Nothing where the browser has no such folders. `act` is the function that loads the script.
    pub(crate) fn new(act: &JsValue) -> Option<Self> {
        let picker = Reflect::get(&js_sys::global(), &"showDirectoryPicker".into()).ok()?;
        let act: &Function = act.dyn_ref()?;
        picker.is_function().then(|| Self(act.clone()))
    }

    /// Performs `act`, and says which folder is kept after that.
    pub(crate) async fn perform(&self, command: FolderCommand, argument: &str) -> Result<Option<KeptFolder>, DomErrorName> {
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

    /// Puts a file in the place of one of ours, or where there is none. **Secret** text leaves our custody here.
    pub(crate) async fn replace(&self, file: &File) -> Result<(), DomErrorName> {
        let arguments = [&file.name, file.contents.secret(), MARKER];
        self.call("replace", &arguments).await.map(drop)
    }

    /// Blanks the credentials that nobody will replace any more.
    pub(crate) async fn sweep(&self, exceptions: SweepExceptions<'_>, now: UnixTime) -> Result<(), DomErrorName> {
        let (now, blank) = (now.to_string(), blank("").contents);
        let arguments = [&now, exceptions.live, exceptions.kept, MARKER, blank.secret()];
        self.call("sweep", &arguments).await.map(drop)
    }

    async fn call(&self, act: &str, arguments: &[&str]) -> Result<JsValue, DomErrorName> {
        let all = Array::of1(&act.into());
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
