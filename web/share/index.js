/**
 * Sharing: a quiet button at the end of a figure, and what it opens. This module alone is known to the element, so that a page can do without.
 *
 * The link leads to this very page, or to the one named by <valley-figure share="https://…">: page#figure=NAME&learning-rate=0.4, only what is not at its
 * default. There the first figure of that name takes the state. (embed.html?name=NAME&… is asked the same way as it was.)
 */
import { icon } from "../control/icons.js";
import { make, sheetOfEach } from "../dom.js";
import { figures } from "../figure/index.js";
import { watchLinks } from "./arrive.js";
import { Menu } from "./menu.js";
import { shareStyle } from "./style.js";

const shareSheet = sheetOfEach(shareStyle);

/**
 * Puts the button beside the caption.
 * @param {{element: import("../element.js").ValleyFigure, figure: import("../host.js").Figure, host: import("../host.js").Host}} of
 */
export function addShare(of) {
    const shadow = /** @type {ShadowRoot} */ (of.element.shadowRoot);
    const sheet = shareSheet(of.element.ownerDocument);
    if (!shadow.adoptedStyleSheets.includes(sheet)) shadow.adoptedStyleSheets.push(sheet);
    const text = make("span");
    const open = () => void new Menu(of).open();
    const button = make("button", { type: "button", class: "share-button chrome", "aria-haspopup": "dialog", on: { click: open } }, [
        icon("open"),
        text,
    ]);
    of.host.translated((say) => void (text.textContent = say("share.open")));
    shadow.querySelector(".caption")?.before(button);
}

watchLinks(figures);
