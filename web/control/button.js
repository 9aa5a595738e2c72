import { make } from "../dom.js";
import { icon } from "./icons.js";

/** @param {{text: string, class?: string}} options @param {() => void} press */
export function button({ text, class: name = "button" }, press) {
    return make("button", { type: "button", class: name, text, on: { click: press } });
}

/**
 * A button with a picture; show() gives it another picture and name.
 * @param {{icon: import("./icons.js").IconName, label: string, class?: string}} options
 * @param {() => void} press
 */
export function iconButton({ icon: name, label, class: classes = "" }, press) {
    const element = make("button", { type: "button", class: `icon-button ${classes}`, on: { click: press } });
    const show = (/** @type {import("./icons.js").IconName} */ picture, /** @type {string} */ text) => {
        if (element.dataset.icon !== picture) element.replaceChildren(icon(picture));
        element.dataset.icon = picture;
        element.title = text;
        element.setAttribute("aria-label", text);
    };
    show(name, label);
    return { element, show };
}
