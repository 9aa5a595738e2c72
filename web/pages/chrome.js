/** What stands around the figure: header and footer. Each is filled anew when the language changes. */
import { icon } from "../control/icons.js";
import { iconButton } from "../control/button.js";
import { make } from "../dom.js";
import { languages } from "../text/index.js";
import { addNavigation, followed } from "./navigation.js";

/** @typedef {import("../text/index.js").Translate} Translate */

/** How each language calls itself. */
const languageNames = { en: "English", zh: "中文" };
const themes = /** @type {const} */ (["auto", "light", "dark"]);

/** A valley with a ball on its floor. */
function mark() {
    const holder = make("span");
    holder.innerHTML = `<svg viewBox="0 0 32 32" aria-hidden="true"><path d="M4 7c6 0 6.5 16 12 16S22 7 28 7" fill="none" stroke="currentColor"
        stroke-width="2.8" stroke-linecap="round"/><circle cx="16" cy="18.6" r="3.1" fill="var(--path)"/></svg>`;
    return /** @type {Node} */ (holder.firstChild);
}

/**
 * @param {Element} header
 * @param {object} what
 * @param {Translate} what.t
 * @param {string} what.current name of the figure in view
 * @param {import("./navigation.js").Way["chapters"]} what.chapters
 * @param {import("../text/index.js").Language} what.language
 * @param {"light" | "dark" | null} what.theme
 * @param {{open: (name: string, returnTo: string) => void, language: (language: any) => void, theme: (theme: any) => void, copy: () => Promise<boolean>}} on
 */
export function fillHeader(header, { t, current, chapters, language, theme }, on) {
    const first = chapters[0].places[0];
    const goHome = followed(() => on.open(first.name, ".wordmark"));
    const home = make("a", { class: "wordmark", href: first.href, "data-figure": first.name, on: { click: goHome } }, [
        mark(),
        t("page.wordmark"),
    ]);
    const tools = make("div", { class: "tools" }, [
        copyButton(t, on.copy),
        themeButton(t, theme, on.theme),
        languageButton(t, language, on.language),
    ]);
    header.replaceChildren(home, tools);
    addNavigation(header, { t, current, chapters, open: on.open });
}

/** @param {Translate} t @param {() => Promise<boolean>} copy */
function copyButton(t, copy) {
    const text = make("span", { class: "copy-text", "aria-live": "polite", text: t("page.copyLink") });
    const button = make("button", { type: "button", class: "text-button", title: t("page.copyLink"), "aria-label": t("page.copyLink") }, [
        icon("link"),
        text,
    ]);
    button.addEventListener("click", async () => {
        const done = await copy();
        button.replaceChildren(icon(done ? "check" : "link"), text);
        text.textContent = t(done ? "page.copied" : "page.copyFailed");
        text.classList.add("told");
        setTimeout(() => {
            button.replaceChildren(icon("link"), text);
            text.textContent = t("page.copyLink");
            text.classList.remove("told");
        }, 2000);
    });
    return button;
}

/** Goes round: system, light, dark. @param {Translate} t @param {"light" | "dark" | null} theme @param {(theme: "light" | "dark" | null) => void} choose */
function themeButton(t, theme, choose) {
    const now = theme ?? "auto";
    const next = themes[(themes.indexOf(now) + 1) % themes.length];
    const label = `${t("page.theme")}: ${t(`page.themes.${now}`)}`;
    return iconButton({ icon: now, label, class: "theme-button" }, () => choose(next === "auto" ? null : next)).element;
}

/** @param {Translate} t @param {import("../text/index.js").Language} language @param {(language: import("../text/index.js").Language) => void} choose */
function languageButton(t, language, choose) {
    const other = languages.find((each) => each !== language) ?? language;
    const text = languageNames[other];
    return make("button", {
        type: "button",
        class: "text-button language-button",
        lang: other,
        title: t("page.language"),
        text,
        on: { click: () => choose(other) },
    });
}

/** @param {Element} footer @param {Translate} t @param {import("../text/index.js").Language} language */
export function fillFooter(footer, t, language) {
    const facts = ["real", "replay", "local"].map((fact) =>
        make("section", {}, [make("h2", { text: t(`page.facts.${fact}.title`) }), make("p", { text: t(`page.facts.${fact}.text`) })]),
    );
    const story = make("a", { href: `story.${language}.html`, text: t("page.story") });
    footer.replaceChildren(make("div", {}, [...facts, make("p", {}, [story]), make("p", { class: "licence", text: t("page.licence") })]));
}

/**
 * Names what a link held that could not be used.
 * @param {Element} place
 * @param {Translate} t
 * @param {readonly {inWords: (t: Translate) => string}[]} errors
 */
export function fillNotice(place, t, errors) {
    if (errors.length === 0) return place.replaceChildren();
    const items = errors.slice(0, 6).map((error) => make("li", { text: error.inWords(t) }));
    if (errors.length > items.length) items.push(make("li", { text: `… + ${errors.length - items.length}` }));
    const close = iconButton({ icon: "close", label: t("frame.dismiss") }, () => place.replaceChildren());
    const words = make("div", {}, [make("strong", { text: t("page.refused") }), make("ul", {}, items)]);
    place.replaceChildren(make("div", { class: "notice", role: "status" }, [words, close.element]));
}
