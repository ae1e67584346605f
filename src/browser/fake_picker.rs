//! Replaces the folder dialog, which tests cannot operate, by a folder in the browser's private file system.

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::stubs::{GlobalStub, eval};

/// Stubs `showDirectoryPicker` with a folder that is empty at first.
pub(crate) struct FakePicker {
    _picker: GlobalStub,
}

impl FakePicker {
    pub(crate) async fn new() -> Self {
        run("const root = await navigator.storage.getDirectory();
            globalThis.chosen = await root.getDirectoryHandle('chosen', { create: true });")
        .await;
        Self {
            _picker: GlobalStub::new("showDirectoryPicker", "async () => chosen"),
        }
    }

    /// The function that calls the script, in a newly loaded copy, as a newly opened page has it.
    pub(crate) fn visit(&self) -> JsValue {
        let script = include_str!("../../www/folder.js");
        let load =
            "const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
            return async (name, ...rest) => (await import(url))[name](...rest);";
        Function::new_with_args("script", load)
            .call1(&JsValue::NULL, &script.into())
            .expect("it makes a function")
    }

    /// The text of a file; `None` if it does not exist.
    pub(crate) async fn read(&self, name: &str) -> Option<String> {
        let read = format!(
            "const folder = await chosen.getDirectoryHandle('haulout');
            return (await (await folder.getFileHandle('{name}')).getFile()).text().catch(() => undefined);"
        );
        let file = format!("try {{ {read} }} catch {{}}");
        run(&file).await.as_string()
    }

    /// Writes a file, as another program would.
    pub(crate) async fn put(&self, name: &str, text: &str) {
        run(&format!(
            "const folder = await chosen.getDirectoryHandle('haulout', {{ create: true }});
            const stream = await (await folder.getFileHandle('{name}', {{ create: true }})).createWritable();
            await stream.write({text:?});
            await stream.close();"
        ))
        .await;
    }
}

/// Replaces a method of the browser's file handles until it is dropped.
pub(crate) struct MethodStub(&'static str);

impl MethodStub {
    /// `by` is a function of the receiver, the original and the arguments.
    pub(crate) fn new(place: &'static str, by: &str) -> Self {
        eval(&format!(
            "globalThis.replaced ??= {{}};
            {{
                const original = replaced['{place}'] = {place};
                const by = {by};
                {place} = function (...rest) {{ return by(this, original, ...rest); }};
            }}"
        ));
        Self(place)
    }
}

impl Drop for MethodStub {
    fn drop(&mut self) {
        let place = self.0;
        eval(&format!("{place} = replaced['{place}'];"));
    }
}

/// Runs the body of an async function.
pub(crate) async fn run(body: &str) -> JsValue {
    let promise: Promise = eval(&format!("(async () => {{ {body} }})()")).unchecked_into();
    JsFuture::from(promise).await.expect("the script runs")
}
