/** The page: one figure in view, its state in the URL fragment, language and colours for all of them. */
import { controlStyle } from "../control/style.js";
import { make } from "../dom.js";
import "../element.js";
import { chapters, figures } from "../figure/index.js";
import { modeFor, watchSystem } from "../surroundings.js";
import { languageOf, sectionOf, textIn } from "../text/index.js";
import { customProperties, themeOf } from "../theme.js";
import { fillFooter, fillHeader, fillNotice } from "./chrome.js";
import { fillReference } from "./reference.js";
import { carried, figureOf, readFragment, writeFragment } from "./fragment.js";

/** Browsers refuse replaceState that comes too often. */
const WRITE_EVERY = 400;

const place = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (document.querySelector(selector));
const sheet = new CSSStyleSheet();

/** Figures opened so far stay, asleep, so that training goes on where it was left. @type {Map<string, {holder: HTMLElement, element: import("../element.js").ValleyFigure}>} */
const opened = new Map();
/** @type {import("./fragment.js").PageState} undefined until the first link is read */
let state;
/** @type {readonly any[]} */
let errors = [];
let written = "";
/** The address as it was read or written last. */
let standing = location.hash;
let writing = 0;

const language = () => state.lang ?? languageOf(navigator.language);

/** @param {import("./fragment.js").PageState} next */
function show(next) {
    state = next;
    const opening = !opened.has(state.figure);
    const { element } = opened.get(state.figure) ?? open(state.figure);
    element.setAttribute("lang", language());
    element.setAttribute("theme", modeFor(state.theme));
    element.parameters = next.parameters; // another language has the element tell its old ones
    for (const [name, { holder, element }] of opened) {
        holder.hidden = name !== state.figure;
        if (holder.hidden) element.pause();
    }
    if (opening) {
        place(".stage").append(opened.get(state.figure)?.holder ?? "");
        element.wake();
    }
    showAround();
}

/** @param {string} name */
function open(name) {
    const element = /** @type {import("../element.js").ValleyFigure} */ (make(/** @type {any} */ ("valley-figure"), { name }));
    const entry = { holder: make("div", {}, [element]), element };
    element.addEventListener("valley-parameters", () => {
        if (state.figure !== name) return;
        state = { ...state, parameters: element.parameters };
        writeSoon();
    });
    opened.set(name, entry);
    return entry;
}

function showAround() {
    const t = textIn(language());
    const section = sectionOf(state.figure);
    document.documentElement.lang = language() === "zh" ? "zh-Hans" : "en";
    document.title = `${t(`${section}.tab`)} · ${t("page.title")}`;
    sheet.replaceSync(`:root { ${customProperties(themeOf(modeFor(state.theme)))} }`);
    place(".skip").textContent = t("page.skip");
    place("h1").textContent = t(`${section}.title`);
    place(".lead").textContent = t(`${section}.lead`);
    const ways = chapters
        .map(({ name, figures, elsewhere = [] }) => ({ name, places: [...figures.map((figure) => figure.name), ...elsewhere] }))
        .filter(({ places }) => places.length > 0)
        .map(({ name, places }) => ({ name, places: places.map((place) => ({ name: place, href: linkTo(place) })) }));
    const what = { t, current: state.figure, chapters: ways, language: language(), theme: state.theme };
    fillHeader(place("header"), what, { open: goTo, language: chooseLanguage, theme: chooseTheme, copy: copyLink });
    fillFooter(place("footer"), t, language());
    fillNotice(place(".notice-place"), t, errors);
    fillReference(place(".reference"), t, figureOf(figures, state.figure));
}

/** The state in which another figure opens from here. @param {string} name @returns {import("./fragment.js").PageState} */
function stateOf(name) {
    const figure = figureOf(figures, name);
    const own = opened.get(name)?.element.parameters ?? readFragment(figures, `figure=${name}`).state.parameters;
    return { ...state, figure: name, parameters: { ...own, ...carried(figureOf(figures, state.figure), state.parameters, figure) } };
}

/** @param {string} name of a figure */
const isHere = (name) => figures.some((figure) => figure.name === name);

/** Where a figure stands that this page has not. @param {string} name */
function linkElsewhere(name) {
    const wishes = [["figure", name], ["lang", state.lang], ["theme", state.theme]].filter(([, value]) => value); // prettier-ignore
    return `gallery.html#${wishes.map(([key, value]) => `${key}=${value}`).join("&")}`;
}

/** @param {string} name */
function linkTo(name) {
    if (!isHere(name)) return linkElsewhere(name);
    return writeFragment(figures, name === state.figure ? state : stateOf(name)) || "#";
}

/** @param {string} name @param {string} returnTo selector of what holds the focus there, where it can be seen */
function goTo(name, returnTo) {
    if (name === state.figure) return;
    if (!isHere(name)) return location.assign(linkElsewhere(name));
    opened.get(state.figure)?.element.pause(); // where it stops belongs to the link that one goes back to
    writeNow();
    errors = [];
    const next = stateOf(name);
    written = writeFragment(figures, next);
    history.pushState(null, "", written || location.pathname + location.search);
    standing = location.hash;
    show(next);
    window.scrollTo(0, 0);
    const goal = place(returnTo);
    const canHold = goal.getClientRects().length > 0 && !goal.matches(":disabled");
    (canHold ? goal : place("nav .opener")).focus({ preventScroll: true });
}

/** @param {import("../text/index.js").Language} lang */
function chooseLanguage(lang) {
    show({ ...state, lang: lang === languageOf(navigator.language) ? null : lang });
    place(".language-button").focus();
    writeNow();
}

/** @param {"light" | "dark" | null} theme */
function chooseTheme(theme) {
    show({ ...state, theme });
    place(".theme-button").focus();
    writeNow();
}

async function copyLink() {
    writeNow();
    try {
        await navigator.clipboard.writeText(location.href);
        return true;
    } catch {
        return false;
    }
}

function writeSoon() {
    writing ||= window.setTimeout(writeNow, WRITE_EVERY);
}

function writeNow() {
    clearTimeout(writing);
    writing = 0;
    const fragment = writeFragment(figures, state);
    if (fragment === written || location.hash !== standing) return; // a link was just followed: its event is on the way
    written = fragment;
    history.replaceState(null, "", fragment || location.pathname + location.search);
    standing = location.hash;
    for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("header a")))
        link.href = linkTo(link.dataset.figure ?? "");
}

/** A link followed, typed, or gone back to. */
function readLink() {
    standing = location.hash;
    const skips = standing === "#main";
    if (skips && state) {
        written = standing; // in its place the state comes back
        return writeSoon();
    }
    const wanted = new URLSearchParams(standing.slice(1)).get("figure") ?? "";
    if (chapters.some(({ elsewhere = [] }) => elsewhere.includes(wanted))) return location.replace(`gallery.html${standing}`);
    clearTimeout(writing);
    writing = 0;
    written = standing;
    const read = readFragment(figures, skips ? "" : standing);
    errors = read.errors;
    const { lang, theme } = read.state; // a link that leaves them open leaves them as they are
    show({ ...read.state, lang: lang ?? state?.lang ?? null, theme: theme ?? state?.theme ?? null });
}

document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet, new CSSStyleSheet()];
document.adoptedStyleSheets[document.adoptedStyleSheets.length - 1].replaceSync(controlStyle);
window.addEventListener("hashchange", readLink);
window.addEventListener("pagehide", writeNow);
readLink();
watchSystem(() => show(state));
