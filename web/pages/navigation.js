/**
 * The way from figure to figure. Where there is room every figure stands in one strip, by chapter. Where there is not, the strip is
 * folded: a bar names the figure in view, leads to its neighbours and unfolds the strip as a list.
 */
import { iconButton } from "../control/button.js";
import { icon } from "../control/icons.js";
import { freshId, make } from "../dom.js";
import { sectionOf } from "../text/index.js";

/**
 * @typedef {import("../text/index.js").Translate} Translate
 *
 * @typedef {object} Place
 * @property {string} name of a figure
 * @property {string} href
 *
 * @typedef {object} Way
 * @property {Translate} t
 * @property {string} current name of the figure in view
 * @property {{name: string, places: Place[]}[]} chapters those with figures
 * @property {(name: string, returnTo: string) => void} open returnTo: selector of what then holds the focus, if it can be seen
 */

/** @param {Translate} t @param {string} name of a figure */
const tabOf = (t, name) => t(`${sectionOf(name)}.tab`);

/** A click that asks for another tab or window is left to the link itself. @param {() => void} follow */
export function followed(follow) {
    return (/** @type {MouseEvent} */ event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        follow();
    };
}

/** Whether the strip was folded when it was last measured. */
let folds = false;

/** Appends it to the header. @param {Element} header in the document @param {Way} way */
export function addNavigation(header, way) {
    const list = strip(way);
    const { bar, opener } = pager(way, list.id);
    const width = make("div"); // as wide as the navigation, whatever this is folded to: what is watched may not change itself
    const nav = make("nav", { "aria-label": way.t("page.figures") }, [bar, list, width]);
    unfold(nav, opener);
    nav.classList.toggle("folded", folds); // as before, until it is measured
    header.append(nav);
    new ResizeObserver(() => {
        nav.classList.remove("folded");
        folds = list.scrollWidth > list.clientWidth;
        nav.classList.toggle("folded", folds);
    }).observe(width);
}

/** @param {Way} way */
function strip({ t, current, chapters, open }) {
    const tab = (/** @type {Place} */ { name, href }) =>
        make("a", {
            href,
            "aria-current": name === current ? "page" : null,
            "data-figure": name,
            text: tabOf(t, name),
            on: { click: followed(() => open(name, `nav [data-figure="${name}"]`)) },
        });
    const sections = chapters.map(({ name, places }) => {
        const heading = make("h2", { id: freshId(), text: t(`page.chapters.${name}`) });
        const items = places.map((place) => make("li", {}, [tab(place)]));
        return make("div", { class: "chapter" }, [heading, make("ul", { "aria-labelledby": heading.id }, items)]);
    });
    return make("div", { class: "chapters", id: freshId() }, sections);
}

/** @param {Way} way @param {string} listId */
function pager({ t, current, chapters, open }, listId) {
    const places = chapters.flatMap((chapter) => chapter.places);
    const at = places.findIndex(({ name }) => name === current);
    const neighbour = (/** @type {"previous" | "next"} */ side, /** @type {Place | undefined} */ place) => {
        const label = place ? t(`page.${side}`, { title: tabOf(t, place.name) }) : "";
        const { element } = iconButton({ icon: side, label, class: side }, () => place && open(place.name, `nav .${side}`));
        element.disabled = !place;
        return element;
    };
    const chapter = chapters.find((each) => each.places.includes(places[at]));
    const where = { chapter: t(`page.chapters.${chapter?.name}`), number: at + 1, count: places.length };
    const opener = make("button", { type: "button", class: "opener", "aria-expanded": "false", "aria-controls": listId }, [
        make("span", { class: "place", text: t("page.place", where) }),
        make("span", { class: "current", text: tabOf(t, current) }),
        icon("down"),
    ]);
    return {
        bar: make("div", { class: "pager" }, [neighbour("previous", places[at - 1]), opener, neighbour("next", places[at + 1])]),
        opener,
    };
}

/** Opens and folds the list: by its button, by Escape, and when pointer or focus go elsewhere. @param {HTMLElement} nav @param {HTMLElement} opener */
function unfold(nav, opener) {
    const isOpen = () => opener.getAttribute("aria-expanded") === "true";
    const show = (/** @type {boolean} */ open) => {
        opener.setAttribute("aria-expanded", String(open));
        nav.classList.toggle("unfolded", open);
        if (open) document.addEventListener("pointerdown", elsewhere);
        else document.removeEventListener("pointerdown", elsewhere);
    };
    const elsewhere = (/** @type {PointerEvent} */ event) => void (nav.contains(/** @type {Node} */ (event.target)) || show(false));
    opener.addEventListener("click", () => show(!isOpen()));
    nav.addEventListener("focusout", ({ relatedTarget }) => {
        if (isOpen() && relatedTarget && !nav.contains(/** @type {Node} */ (relatedTarget))) show(false);
    });
    nav.addEventListener("keydown", (event) => {
        if (event.key !== "Escape" || !isOpen()) return;
        show(false);
        opener.focus();
    });
}
