//! Web Locks: they serialize refreshes of a shared token, elect the writer of the live folder, and prevent freezing.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::AbortSignal;

use super::js::{global, member};

/// Releases the lock when dropped.
pub(crate) struct LockGuard {
    release: Function,
}

impl Drop for LockGuard {
    fn drop(&mut self) {
        let _never_throws = self.release.call0(&JsValue::NULL);
    }
}

/// Waits until no other page of this browser is refreshing. `None` if locks are unsupported or `signal` ends the wait.
pub(crate) async fn refresh(signal: Option<&AbortSignal>) -> Option<LockGuard> {
    let (held, granted) = match signal {
        Some(signal) => request(REFRESH, "signal", signal)?,
        None => request(REFRESH, "mode", &"exclusive".into())?,
    };
    granted.await.is_ok().then_some(held)
}

/// Prevents the page from being frozen: Chromium does not freeze pages that hold a lock. All pages share this one.
pub(crate) fn awake() -> Option<LockGuard> {
    let (held, granted) = request(AWAKE, "mode", &"shared".into())?;
    spawn_local(async { drop(granted.await) });
    Some(held)
}

/// Requests the lock of the page that writes to the live folder.
#[cfg(feature = "ui")]
pub(crate) fn folder() -> Option<(LockGuard, impl Future<Output = Result<JsValue, JsValue>>)> {
    request(FOLDER, "mode", &"exclusive".into())
}

/// Requests a lock. Dropping the guard releases it, now or as soon as it is granted; the future ends when the lock is
/// granted or refused.
fn request(
    name: &str,
    option: &str,
    value: &JsValue,
) -> Option<(
    LockGuard,
    impl Future<Output = Result<JsValue, JsValue>> + use<>,
)> {
    let locks = member(&global("navigator"), "locks");
    if !locks.is_object() {
        return None;
    }
    let options = Object::new();
    Reflect::set(&options, &option.into(), value).ok()?;
    let (grant, granted) = promise();
    let (release, released) = promise();
    // The browser calls this when it grants the lock, which it holds until the promise resolves.
    let callback: Closure<dyn FnMut() -> Promise> = Closure::once(move || {
        let _never_throws = grant.call0(&JsValue::NULL);
        released
    });
    let ended = locks
        .unchecked_ref::<LockManager>()
        .request(name, &options, callback.as_ref().unchecked_ref())
        .ok()?;
    let either = Promise::race(&Array::of2(&granted, &ended));
    let granted = async move {
        let outcome = JsFuture::from(either).await;
        drop(callback);
        outcome
    };
    Some((LockGuard { release }, granted))
}

/// The function that resolves a promise, and the promise.
fn promise() -> (Function, Promise) {
    let mut resolve = JsValue::UNDEFINED;
    let promise = Promise::new(&mut |function, _| resolve = function.into());
    (resolve.unchecked_into(), promise)
}

#[wasm_bindgen]
extern "C" {
    type LockManager;

    #[wasm_bindgen(method, catch)]
    fn request(
        this: &LockManager,
        name: &str,
        options: &Object,
        callback: &Function,
    ) -> Result<Promise, JsValue>;
}

const REFRESH: &str = "haulout.refresh";
const AWAKE: &str = "haulout.awake";
#[cfg(feature = "ui")]
const FOLDER: &str = "haulout.folder";

#[cfg(test)]
mod tests;
