import { setText } from "../../dom.js";
import { formatCount, formatNumber } from "../../paint/scale.js";
import { FOLLOWING } from "./edge.js";

const ROWS = /** @type {const} */ (["start", "limit", "crossed", "mean", "max"]);

/** What the run did so far, beside what was published. */
export class RunRecord {
    /** @param {import("../../host.js").Host} host @param {Element} parent */
    constructor(host, parent) {
        this.host = host;
        this.published = host.element("th", { scope: "col", t: "stability.published" });
        const head = host.element("tr", {}, [
            host.element("td"),
            host.element("th", { scope: "col", t: "stability.live" }),
            this.published,
        ]);
        this.rows = ROWS.map((name) => {
            const title = host.element("th", { scope: "row" });
            const live = host.element("td", { "data-live": name });
            const published = host.element("td", { class: "published" });
            return { name, title, live, published, row: host.element("tr", {}, [title, live, published]) };
        });
        const body = this.rows.map(({ row }) => row);
        parent.append(
            host.element("table", { class: "edge-record" }, [host.element("thead", {}, [head]), host.element("tbody", {}, body)]),
        );
    }

    /** @param {import("./edge.js").Edge | null} edge @param {import("./settings.js").Published | null} published */
    paint(edge, published) {
        const found = edge && { start: edge.first, limit: edge.limit, crossed: edge.crossed, mean: edge.mean, max: edge.max };
        this.published.hidden = !published;
        const following = edge && edge.crossed !== null ? edge.until - edge.crossed : FOLLOWING; // as far as it has come
        for (const { name, title, live, published: other } of this.rows) {
            setText(title, this.host.t(`stability.rows.${name}`, { following }));
            const value = found?.[name];
            other.hidden = !published;
            setText(
                live,
                value === undefined || value === null || !Number.isFinite(value)
                    ? "–"
                    : name === "crossed"
                      ? formatCount(value)
                      : formatNumber(value),
            );
            if (!published) continue;
            const known = name === "limit" ? edge?.limit : published[name];
            setText(other, known === null || known === undefined ? "–" : (name === "limit" ? "" : "≈ ") + formatNumber(known));
        }
    }
}
