//! Accesses JavaScript members by name, which handles absent ones and needs fewer bytes than generated bindings.

#[cfg(feature = "ui")]
use js_sys::Object;
use js_sys::{Array, Function, Reflect};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::JsValue;
use web_sys::EventTarget;

/// The member `name` of `of`; undefined if there is none or `of` is no object.
pub(crate) fn member(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// The global with this name, or undefined.
pub(crate) fn global(name: &str) -> JsValue {
    member(&js_sys::global(), name)
}

/// `target`, if it has the methods of an `EventTarget`. Its class is not checked, because the global objects of pages,
/// workers and Node have different ones.
pub(crate) fn event_target(target: JsValue) -> Option<EventTarget> {
    let can = |name| member(&target, name).is_function();
    (can("addEventListener") && can("removeEventListener")).then(|| target.unchecked_into())
}

/// Calls the method `name`. Fails with the exception, or with null if there is no such method.
pub(crate) fn call(of: &JsValue, name: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let method = member(of, name);
    let method: &Function = method.dyn_ref().ok_or(JsValue::NULL)?;
    method.apply(of, &list(arguments))
}

/// Calls `constructor` with `new`. Fails with the exception, or with null if it is no function.
pub(crate) fn construct(constructor: &JsValue, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let constructor: &Function = constructor.dyn_ref().ok_or(JsValue::NULL)?;
    Reflect::construct(constructor, &list(arguments))
}

/// An object with these members.
#[cfg(feature = "ui")]
pub(crate) fn object(members: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in members {
        let _never_fails = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}

fn list(items: &[JsValue]) -> Array {
    let list = Array::new();
    for item in items {
        list.push(item);
    }
    list
}
