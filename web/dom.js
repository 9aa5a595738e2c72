/**
 * An element: make("button", {class: "icon", type: "button", text: "Play", on: {click: play}}, children).
 * text sets its text; on its listeners; style its inline custom properties; what is true, false or null sets or leaves out the
 * attribute; the rest are attributes.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, any>} [options]
 * @param {(Node | string | null | undefined)[]} [children]
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, options = {}, children = []) {
    const node = document.createElement(tag);
    const { text, on = {}, style = {}, ...attributes } = options;
    if (text !== undefined) node.textContent = text;
    for (const [type, listener] of Object.entries(on)) node.addEventListener(type, listener);
    for (const [property, value] of Object.entries(style)) node.style.setProperty(property, value);
    for (const [name, value] of Object.entries(attributes)) {
        if (value === true) node.setAttribute(name, "");
        else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, String(value));
    }
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
}

/**
 * Text set anew makes the browser lay the page out again, even where it is the same; and find out anew what is styled how, where it comes as another node.
 * @param {Element} node that holds nothing but text
 * @param {string} text
 */
export function setText(node, text) {
    if (node.textContent === text) return;
    if (node.firstChild) node.firstChild.nodeValue = text;
    else node.textContent = text;
}

/** A style sheet that a document may adopt: no document takes another's. @param {Document} document @param {string} [css] */
export function sheetIn(document, css = "") {
    const sheet = new (document.defaultView ?? window).CSSStyleSheet();
    sheet.replaceSync(css);
    return sheet;
}

/** Gives each document its sheet of that text, made on first use: a module may be loaded where there is no document. @param {string} css */
export function sheetOfEach(css) {
    /** @type {WeakMap<Document, CSSStyleSheet>} */
    const sheets = new WeakMap();
    return (/** @type {Document} */ document) => {
        const sheet = sheets.get(document) ?? sheetIn(document, css);
        sheets.set(document, sheet);
        return sheet;
    };
}

let ids = 0;

/** An id that no other element of the page has. */
export function freshId() {
    return `valley-${++ids}`;
}
