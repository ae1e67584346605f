//! Reaches by name what a platform may have: absent things are values here, and a name costs fewer bytes than a binding.

#[cfg(feature = "ui")]
use js_sys::Object;
use js_sys::{Array, Function, Reflect};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::JsValue;
use web_sys::EventTarget;

/// What `of` has under this name; undefined where it has nothing, or is no object.
pub(crate) fn member(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// What every script sees under this name.
pub(crate) fn global(name: &str) -> JsValue {
    member(&js_sys::global(), name)
}

/// `target`, if events can be listened for there. By what it can do and not by its class: Node has a global object of no
/// class, and a worker has one of another class than a page.
pub(crate) fn event_target(target: JsValue) -> Option<EventTarget> {
    let can = |name| member(&target, name).is_function();
    (can("addEventListener") && can("removeEventListener")).then(|| target.unchecked_into())
}

/// Calls the method `name`. Fails with what it throws, and with null where there is none.
pub(crate) fn call(of: &JsValue, name: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let method = member(of, name);
    let method: &Function = method.dyn_ref().ok_or(JsValue::NULL)?;
    method.apply(of, &list(arguments))
}

/// Makes one of what `constructor` makes. Fails with what it throws, and with null where it is no function.
#[cfg(feature = "ui")]
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
