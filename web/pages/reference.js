/** Below a figure, for whoever writes a post: each of its parameters, as the attribute that it is. */
import { make } from "../dom.js";
import { attributeName, check, format, mustBe } from "../parameters.js";
import { hasText } from "../text/index.js";

/**
 * @param {Element} place
 * @param {import("../text/index.js").Translate} t
 * @param {import("../host.js").Figure} figure
 */
export function fillReference(place, t, { name, parameters }) {
    const code = (/** @type {string} */ text) => make("code", { text });
    const cell = (/** @type {Node | string} */ content) => make("td", {}, [content]);
    const rows = parameters.map((spec) => {
        const { key, values } = mustBe(spec);
        const label = `parameter.${spec.name}`;
        const standard = format(check(spec, spec.default));
        return make("tr", {}, [
            make("th", { scope: "row" }, [code(attributeName(spec.name))]),
            cell(hasText(label) ? t(label) : ""),
            cell(t(key, values)),
            cell(standard === "" ? "—" : code(standard)),
        ]);
    });
    const heads = ["attribute", "meaning", "mayBe", "standard"].map((head) =>
        make("th", { scope: "col", text: t(`page.reference.${head}`) }),
    );
    const table = make("table", {}, [make("thead", {}, [make("tr", {}, heads)]), make("tbody", {}, rows)]);
    const lines = make("code", { text: `<script src="valley.js" defer></script>\n<valley-figure name="${name}"></valley-figure>` });
    const isOpen = place.querySelector("details")?.open;
    place.replaceChildren(
        make("details", { open: isOpen }, [
            make("summary", {}, [make("h2", { text: t("page.reference.title") })]),
            make("p", { text: t("page.reference.lead") }),
            make("pre", {}, [lines]),
            make("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": t("page.reference.title") }, [table]),
        ]),
    );
}
