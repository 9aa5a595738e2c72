/** What each way costs, as the core counted it: a bar a way, edges visited for all derivatives of the output. */
import { formatCount } from "../../paint/scale.js";
import { setText } from "../../dom.js";

/** @typedef {import("./sweep.js").GraphOf} GraphOf */
/** @typedef {import("./sweep.js").Mode} Mode */

const WAYS = /** @type {const} */ (["reverse", "forward", "paths"]);

export class Counts {
    /** @param {import("../../host.js").Host} host @param {Element} parent */
    constructor(host, parent) {
        this.host = host;
        this.rows = WAYS.map((way) => {
            const bar = host.element("span", { class: "bar" });
            const row = {
                name: host.element("b", { t: `modes.ways.${way}` }),
                count: host.element("output"),
                words: host.element("p", { class: "hint" }),
                bar,
            };
            const element = host.element("li", { class: way, "data-way": way }, [
                row.name,
                row.count,
                host.element("span", { class: "lane" }, [bar]),
                row.words,
            ]);
            return { ...row, element };
        });
        parent.append(host.element("ul", { class: "ways" }, this.rows.map(({ element }) => element))); // prettier-ignore
        this.fact = host.element("p", { class: "hint" });
        parent.append(this.fact);
    }

    /**
     * @param {GraphOf} graph
     * @param {Mode} mode
     * @param {string} from name of the input that forward mode starts from
     * @param {number} done edges visited by the sweep that is shown
     */
    show(graph, mode, from, done) {
        const { host } = this;
        const counts = countsOf(graph);
        const most = Math.max(1, counts.reverse, counts.forward, counts.paths ?? 0);
        this.rows.forEach(({ element, count, words, bar }, k) => {
            const way = WAYS[k];
            const number = counts[way];
            element.classList.toggle("shown", way === mode);
            setText(count, number === null ? "?" : host.t("modes.edges", { edges: number }));
            setText(words, this.#words(graph, way, mode, from, done));
            bar.style.setProperty("--share", String((number ?? most) / most));
            bar.classList.toggle("unknown", number === null);
        });
        setText(this.fact, host.t("modes.fact", { inputs: graph.inputs.length, paths: pathsInWords(graph) }));
    }

    /** @param {GraphOf} graph @param {Mode} way @param {Mode} mode @param {string} from @param {number} done */
    #words(graph, way, mode, from, done) {
        const { t } = this.host;
        const say = t.bind(this.host);
        const { total, walk } = graph.paths;
        if (way === "paths") {
            const key = walk ? "modes.words.paths" : "modes.words.notWalked";
            return (
                say(key, { paths: pathsInWords(graph), nodes: walk?.nodeVisits ?? 0 }) +
                progress(say, way === mode && total > 0, done, walk?.edgeVisits)
            );
        }
        if (way === "reverse") {
            const { nodeVisits, edgeVisits } = graph.reverse;
            return say("modes.words.reverse", { nodes: nodeVisits }) + progress(say, way === mode, done, edgeVisits);
        }
        const index = graph.inputs.findIndex((node) => graph.nodes[node].name === from);
        const words = say("modes.words.forward", { sweeps: graph.inputs.length, nodes: graph.forwardVisits.nodes });
        return words + progress(say, way === mode, done, graph.forward[index]?.edgeVisits);
    }
}

/** @param {import("../../text/index.js").Translate} say @param {boolean} isShown @param {number} done @param {number | undefined} of */
function progress(say, isShown, done, of) {
    return isShown && of !== undefined ? say("modes.words.progress", { done, of }) : "";
}

/** Edges visited for all derivatives. @param {GraphOf} graph @returns {{reverse: number, forward: number, paths: number | null}} */
export function countsOf({ reverse, forwardVisits, paths }) {
    return { reverse: reverse.edgeVisits, forward: forwardVisits.edges, paths: paths.walk?.edgeVisits ?? null };
}

/** @param {GraphOf} graph */
export function pathsInWords({ paths: { total, exact } }) {
    return exact ? formatCount(total) : `> ${formatCount(2 ** 53)}`;
}
