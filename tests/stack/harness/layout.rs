//! Layout checks: no element overflows the window, and no text is cut off or overflows its box.

use super::Browser;

/// Each element that overflows the window, is clipped, or has text beyond its edge, with its text.
pub(crate) async fn misfits(browser: &Browser) -> Vec<String> {
    serde_json::from_value(browser.value(MISFITS).await).unwrap()
}

/// Content of a scrolling element may have any width, and content for screen readers only is at most a pixel wide. The
/// tolerance of one pixel is for rounding.
const MISFITS: &str = "(() => {
    const root = document.documentElement;
    const found = [];
    const note = (why, element) => found.push(
        `${why}: <${element.localName} class=\"${element.getAttribute('class') ?? ''}\"> ${(element.textContent ?? '').trim().slice(0, 60)}`);
    if (root.scrollWidth > root.clientWidth) note(`the page is ${root.scrollWidth} wide in ${root.clientWidth}`, root);
    const clips = (value) => value === 'hidden' || value === 'clip';
    const boxOf = (text) => {
        let element = text.parentElement;
        while (getComputedStyle(element).display === 'inline') element = element.parentElement;
        return element;
    };
    const look = (text) => {
        const box = boxOf(text);
        const { left, right } = box.getBoundingClientRect();
        const style = getComputedStyle(box);
        const [from, to] = [left + parseFloat(style.paddingLeft), right - parseFloat(style.paddingRight)];
        const range = document.createRange();
        range.selectNodeContents(text);
        for (const line of range.getClientRects()) {
            if (line.left < from - 1 || line.right > to + 1) {
                note(`text from ${line.left} to ${line.right} in a box from ${from} to ${to}`, box);
            }
        }
    };
    const visit = (element) => {
        const style = getComputedStyle(element);
        const box = element.getBoundingClientRect();
        if (style.display === 'none' || style.visibility === 'hidden') return;
        if (box.width > 1 && box.height > 1) {
            if (box.left < -1 || box.right > root.clientWidth + 1) note(`from ${box.left} to ${box.right}`, element);
            if (element instanceof HTMLElement) {
                if (clips(style.overflowX) && element.scrollWidth > element.clientWidth + 1) note('cut at the side', element);
                if (clips(style.overflowY) && element.scrollHeight > element.clientHeight + 1) note('cut below', element);
            }
        } else if (clips(style.overflowX)) {
            return;
        }
        if (['auto', 'scroll'].includes(style.overflowX)) return;
        for (const node of element.childNodes) {
            if (node instanceof Element) visit(node);
            else if (node instanceof Text && element instanceof HTMLElement && node.data.trim()) look(node);
        }
    };
    visit(document.body);
    return found;
})()";
