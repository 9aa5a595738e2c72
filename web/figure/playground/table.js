import { setText } from "../../dom.js";
import { hasText } from "../../text/index.js";

/** A table of the reader's own: pasted, dropped or opened; refused with line, column and what was expected there. */
export class TablePanel {
    /** @type {{key: string, values: Record<string, unknown>}} what to say below the field */
    #said = { key: "playground.tableHint", values: {} };

    /**
     * @param {import("../../host.js").Host} host
     * @param {Element} parent
     * @param {(points: any) => void} take
     */
    constructor(host, parent, take) {
        this.host = host;
        this.take = take;
        this.file = host.element("input", {
            type: "file",
            accept: ".csv,.tsv,.txt,text/csv",
            class: "unseen",
            tabindex: -1,
            on: { change: () => this.#open() },
        });
        this.field = host.element("textarea", {
            class: "field table-text",
            rows: 5,
            spellcheck: "false",
            placeholder: "x, y, label\n1.2, 0.7, red\n-0.4, 1.1, blue",
            label: "playground.tableLabel",
            on: { change: () => void this.#read(this.field.value) },
        });
        this.field.addEventListener("paste", () => setTimeout(() => void this.#read(this.field.value)));
        const open = host.element("button", {
            type: "button",
            class: "button",
            t: "playground.openFile",
            on: { click: () => this.file.click() },
        });
        this.message = host.element("p", { class: "hint", role: "status" });
        this.box = host.element("div", { class: "table-panel", hidden: true }, [this.field, open, this.file, this.message]);
        parent.append(this.box);
    }

    /** Takes files that are dropped anywhere on an element. @param {HTMLElement} target */
    acceptDrops(target) {
        target.addEventListener("dragover", (event) => {
            if (!event.dataTransfer?.types.includes("Files")) return;
            event.preventDefault();
            target.classList.add("dropping");
        });
        target.addEventListener("dragleave", () => target.classList.remove("dropping"));
        target.addEventListener("drop", (event) => {
            target.classList.remove("dropping");
            const file = event.dataTransfer?.files[0];
            if (!file) return;
            event.preventDefault();
            void this.#readFile(file);
        });
    }

    async #open() {
        const file = this.file.files?.[0];
        if (file) await this.#readFile(file);
        this.file.value = "";
    }

    /** @param {File} file */
    async #readFile(file) {
        const text = await file.text();
        this.field.value = text.length > 4000 ? `${text.slice(0, 4000)}\n…` : text;
        await this.#read(text);
    }

    /** @param {string} text */
    async #read(text) {
        if (text.trim() === "") return this.#say("playground.tableHint");
        const reply = await this.host.ask("csv", { type: "csv", text });
        if (!reply) return;
        if (reply.error) return this.#say("playground.tableRefused", reply.error, true);
        const { y, nInputs, nClasses } = reply.points;
        this.#say(nClasses > 0 ? "playground.tableClasses" : "playground.tableNumbers", {
            rows: y.length,
            columns: nInputs,
            classes: nClasses,
        });
        this.take(reply.points);
    }

    /** @param {string} key @param {Record<string, unknown>} [values] @param {boolean} [isError] */
    #say(key, values = {}, isError = false) {
        this.#said = { key, values };
        this.message.classList.toggle("danger", isError);
        this.field.toggleAttribute("aria-invalid", isError);
        this.host.invalidate();
    }

    paint() {
        this.box.toggleAttribute("hidden", this.host.parameters.data !== "csv");
        const { key, values } = this.#said;
        const wanted = `playground.expected.${values.expected}`;
        setText(this.message, this.host.t(key, hasText(wanted) ? { ...values, expected: this.host.t(wanted) } : values));
    }
}
