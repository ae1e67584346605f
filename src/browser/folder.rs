//! The live folder as a browser has it: a script that those load who use one, behind one function.

use haulout_protocol::live_folder::{self, File};
use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The functions of `www/folder.js`.
pub(crate) struct Folder(Function);

/// A folder that was chosen, here or at an earlier visit.
pub(crate) struct Kept {
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

/// The beginning of a credential file.
pub(crate) struct Head {
    pub(crate) name: String,
    pub(crate) text: String,
    /// Whether it is known that this portal wrote it.
    pub(crate) written: bool,
}

/// What there is to do with the folder as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// Nothing but looking at it.
    Look,
    /// Let a person choose one, who just pressed a button.
    Choose,
    /// Ask for the permission to write, of a person who just pressed a button.
    Ask,
    /// Remember where it is.
    Locate,
    /// Keep it no longer.
    Forget,
}

/// Why nothing came of it.
pub(crate) enum Refusal {
    /// The browser's name for it, such as `NotFoundError`.
    Exception(String),
    /// There is a file that is not ours to replace.
    Foreign,
}

impl Folder {
    /// Nothing where the browser has no such folders. `act` is the function that loads the script.
    pub(crate) fn new(act: &JsValue) -> Option<Self> {
        let picker = Reflect::get(&js_sys::global(), &"showDirectoryPicker".into()).ok()?;
        let act: &Function = act.dyn_ref()?;
        picker.is_function().then(|| Self(act.clone()))
    }

    /// Performs `act`, and says which folder is kept after that.
    pub(crate) async fn perform(&self, act: Act, argument: &str) -> Result<Option<Kept>, Refusal> {
        let name = match act {
            Act::Look => None,
            Act::Choose => Some("choose"),
            Act::Ask => Some("ask"),
            Act::Locate => Some("locate"),
            Act::Forget => Some("forget"),
        };
        if let Some(name) = name {
            self.call(name, argument, "").await?;
        }
        let answer = self.call("recall", "", "").await?;
        let Some(answer) = answer.dyn_ref::<Array>() else {
            return Ok(None);
        };
        let permission = match text(answer, 2).as_str() {
            "granted" => Permission::Granted,
            "denied" => Permission::Denied,
            _ => Permission::Prompt,
        };
        Ok(Some(Kept {
            label: text(answer, 0),
            location: text(answer, 1),
            permission,
        }))
    }

    /// Puts a file in the place of one of ours, or where there is none. **Secret** text leaves our custody here.
    pub(crate) async fn replace(&self, file: &File) -> Result<(), Refusal> {
        let present = self.call("read", &file.name, "").await?;
        // An empty one is what is left where writing ended before it began; nothing is lost with it.
        let ours = |text: String| text.is_empty() || live_folder::is_ours(text.as_bytes());
        if !present.as_string().is_none_or(ours) {
            return Err(Refusal::Foreign);
        }
        let contents = file.contents.secret();
        self.call("write", &file.name, contents).await.map(drop)
    }

    /// The credential files in the folder, whoever wrote them.
    pub(crate) async fn list(&self) -> Result<Vec<Head>, Refusal> {
        let files: Array = self.call("list", "", "").await?.unchecked_into();
        let head = |entry: JsValue| {
            let entry: Array = entry.unchecked_into();
            Head {
                name: text(&entry, 0),
                text: text(&entry, 1),
                written: entry.get(2).is_truthy(),
            }
        };
        Ok(files.iter().map(head).collect())
    }

    async fn call(&self, act: &str, first: &str, second: &str) -> Result<JsValue, Refusal> {
        let arguments = [act, first, second].map(JsValue::from_str);
        let [act, first, second] = &arguments;
        let outcome = match self.0.call3(&JsValue::NULL, act, first, second) {
            Ok(promise) => JsFuture::from(Promise::resolve(&promise)).await,
            Err(error) => Err(error),
        };
        outcome.map_err(|error| {
            let name = Reflect::get(&error, &"name".into()).ok();
            Refusal::Exception(name.and_then(|name| name.as_string()).unwrap_or_default())
        })
    }
}

fn text(of: &Array, at: u32) -> String {
    of.get(at).as_string().unwrap_or_default()
}

#[cfg(test)]
mod tests;
