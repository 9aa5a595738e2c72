/** What a figure stands on: a light page keeps its figures light where the reader's system is dark, and a page's own switch is followed. */

/** How light a colour is, 0 … 1; null for one that is not seen, or not understood. @param {string} color as computed */
function lightness(color) {
    const [, space, rest] = /^(\w+)\((?:srgb|display-p3)?(.*)\)$/.exec(color) ?? [];
    const [a = 0, b = 0, c = 0, alpha = 1] = (rest?.match(/[\d.e-]+/g) ?? []).map(Number);
    if (!space || alpha < 0.5) return null;
    if (/^ok/.test(space)) return a;
    if (/^l/.test(space)) return a / 100;
    return (0.2126 * a + 0.7152 * b + 0.0722 * c) / (space === "color" ? 1 : 255);
}

/** By the nearest background that is seen, across shadow roots; null where nothing is painted. @param {Element} element @returns {"light" | "dark" | null} */
export function modeBehind(element) {
    for (let node = /** @type {Element | null} */ (element); node; node = node.assignedSlot ?? node.parentElement ?? hostOf(node)) {
        const bright = lightness(getComputedStyle(node).backgroundColor);
        if (bright !== null) return bright < 0.5 ? "dark" : "light";
    }
    return /dark/.test(getComputedStyle(document.documentElement).colorScheme) ? null : "light"; // an unpainted canvas is white
}

/** @param {Element} element */
function hostOf(element) {
    const root = element.getRootNode();
    return root instanceof ShadowRoot ? root.host : null;
}

/** @type {Set<() => void>} */
const watching = new Set();
const tell = () => watching.forEach((changed) => changed());
/** @type {MutationObserver | undefined} */
let observer;

/** Calls back when html or body are given another class, style or attribute, which is how pages switch. @param {() => void} changed @returns {() => void} ends it */
export function watchBehind(changed) {
    if (watching.size === 0) {
        observer = new MutationObserver(tell);
        for (const node of [document.documentElement, document.body]) observer.observe(node, { attributes: true });
        document.addEventListener("transitionend", tell); // a colour that fades is another one at the end
    }
    watching.add(changed);
    return () => {
        watching.delete(changed);
        if (watching.size > 0) return;
        observer?.disconnect();
        document.removeEventListener("transitionend", tell);
    };
}
