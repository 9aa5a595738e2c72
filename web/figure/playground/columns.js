import { hasText } from "../../text/index.js";
import { MEASURED } from "../training/parameters.js";

/** Which two columns of a set with more are the plane. */
export class ColumnChoice {
    /** Names of the columns, by data set. @type {Map<string, string[]>} */
    #names = new Map();
    #asked = "";

    /**
     * @param {import("../../host.js").Host} host
     * @param {Element} parent
     * @param {import("../training/session.js").Session} session
     */
    constructor(host, parent, session) {
        this.host = host;
        this.session = session;
        this.selects = [0, 1].map((axis) => {
            const label = axis === 0 ? "playground.acrossLabel" : "playground.upLabel";
            const select = host.element("select", { label, on: { change: () => this.#choose(axis, Number(select.value)) } });
            return select;
        });
        const boxes = this.selects.map((select, axis) =>
            host.element("div", { class: "control" }, [
                host.element("span", { class: "label", t: axis === 0 ? "playground.acrossLabel" : "playground.upLabel" }),
                host.element("span", { class: "select" }, [select]),
            ]),
        );
        this.box = host.element("div", { class: "controls one", hidden: true }, boxes);
        parent.append(this.box);
    }

    /** The columns that can be chosen from, or none. */
    get names() {
        const { data } = this.host.parameters;
        if (data === "csv") return this.session.points?.columnNames.slice(0, -1) ?? [];
        if (!(data in MEASURED)) return [];
        const known = this.#names.get(data);
        if (!known) void this.#askNames(data);
        return known ?? [];
    }

    /** @param {string} name of a measured set */
    async #askNames(name) {
        if (this.#asked === name) return;
        this.#asked = name;
        const count = MEASURED[name];
        const data = { name, n: 1, noise: 0, seed: 1, testShare: 0, inputs: ["x"] };
        const requests = Array.from({ length: count }, (_, c) => ({ type: "dataset", data: { ...data, columns: [c, c] } }));
        const replies = await this.host.askAll("columns", requests);
        if (replies) this.#names.set(name, replies.map(({ columnNames }) => columnNames[0])); // prettier-ignore
        this.host.invalidate();
    }

    /** @param {number} axis @param {number} column */
    #choose(axis, column) {
        const columns = [...this.host.parameters.columns];
        columns[axis] = column;
        this.host.set({ columns });
    }

    paint() {
        const { names } = this;
        this.box.toggleAttribute("hidden", names.length < 2);
        if (names.length < 2) return;
        const words = names.map((name, c) => this.#inWords(name) || this.host.t("playground.column", { number: c + 1 }));
        this.selects.forEach((select, axis) => {
            const text = words.join("\n");
            if (select.dataset.words !== text)
                select.replaceChildren(...words.map((word, c) => this.host.element("option", { value: c, text: word })));
            select.dataset.words = text;
            select.value = String(this.host.parameters.columns[axis] ?? axis);
        });
    }

    /** Names of the shipped sets have their place in the text tables. @param {string} name */
    #inWords(name) {
        const key = `playground.columns.${name}`;
        return hasText(key) ? this.host.t(key) : name;
    }
}
