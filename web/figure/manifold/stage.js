/** The one space that is looked at, between two layers or in one, and all of them in a row; a drag across the picture moves through the layers. */
import { setText } from "../../dom.js";
import { paintAxes } from "../../paint/axes.js";
import { preserving, roundedRect } from "../../paint/canvas.js";
import { bufferOf } from "../training/buffer.js";
import { positionsAt } from "./between.js";
import { Depth } from "./depth.js";
import { paintSeparator, paintSheet, scalesAround } from "./sheet.js";
import { axisNames, projectionInWords, spaceName, stageInWords } from "./words.js";

/** @typedef {import("./bend.js").Bend} Bend */

const MARGIN = { left: 40, top: 26, right: 8, bottom: 44 };
/** Least width of a picture in the row, and room for its name. */
const LEAST = 104;
const NAME = 24;
const GAP = 12;
/** Pixels of a drag that are one layer. */
const DRAG = 240;

export class Stage {
    /** Where a drag began. @type {{x: number, depth: number} | null} */
    #drag = null;
    /** Where each picture of the row lies. @type {import("../../paint/canvas.js").Rect[]} */
    #places = [];
    #ground = keptBuffer();
    #groundInRow = keptBuffer();

    /**
     * @param {import("../../host.js").Host} host
     * @param {{stage: Element, row: Element}} places
     * @param {Bend} bend
     */
    constructor(host, { stage, row }, bend) {
        this.host = host;
        this.bend = bend;
        const shown = () => [bend.reply, host.parameters.loss];
        this.plot = host.plot(stage, { label: "manifold.stageLabel", aspect: 1.12, of: () => [...shown(), this.depth.now] });
        this.depth = new Depth(host, stage);
        this.words = host.element("p", { class: "stage-words" });
        this.seen = host.element("p", { class: "hint" });
        stage.append(this.words, this.seen);
        this.row = host.plot(row, { label: "manifold.rowLabel", height: 150, of: () => [...shown(), Math.round(this.depth.now)] });
        this.#listen();
    }

    #listen() {
        const { canvas } = this.plot;
        canvas.classList.add("draggable");
        canvas.addEventListener("pointerdown", (event) => {
            this.#drag = { x: event.clientX, depth: this.depth.now };
            canvas.setPointerCapture(event.pointerId);
        });
        canvas.addEventListener("pointermove", ({ clientX }) => {
            if (this.#drag) this.depth.move(this.#drag.depth + (clientX - this.#drag.x) / DRAG);
        });
        for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => (this.#drag = null));
        this.row.canvas.addEventListener("click", ({ offsetX, offsetY }) => {
            const chosen = this.#places.findIndex(
                ({ x, y, width, height }) => offsetX >= x && offsetX < x + width && offsetY >= y && offsetY < y + height + NAME,
            );
            if (chosen >= 0) this.depth.move(chosen);
        });
    }

    paint() {
        const { reply, data } = this.bend;
        if (!reply || !data || this.plot.width === 0) return;
        const { host } = this;
        const { spaces } = reply;
        this.depth.fit(spaces.length - 1);
        const depth = this.depth.now;
        const isLogit = host.parameters.loss === "bce";
        /** Full colours are for a logit of ±2, or a target of ±1. @param {number} output */
        const certainty = (output) => 0.5 + output / (isLogit ? 4 : 2);
        if (this.plot.stale) this.#paintStage({ reply, data, at: positionsAt(spaces, depth) }, depth, certainty);
        if (this.row.stale) this.#paintRow(reply, data, depth, certainty);
        const words = stageInWords(host, spaces, depth);
        this.depth.paint(
            spaces.map((_, index) => spaceName(host, index)),
            words,
        );
        setText(this.words, words);
        setText(this.seen, projectionInWords(host, spaces, depth));
    }

    /**
     * @param {import("./sheet.js").Sheet} sheet
     * @param {number} depth
     * @param {(output: number) => number} certainty
     */
    #paintStage(sheet, depth, certainty) {
        const { plot, host } = this;
        const { theme } = host;
        const { spaces, separator } = sheet.reply;
        const { left, top, right, bottom } = MARGIN;
        const rect = { x: left, y: top, width: plot.width - left - right, height: plot.height - top - bottom };
        const scales = scalesAround(sheet.at, rect);
        paintAxes(plot.ctx, scales, theme, { frame: true });
        paintSheet(plot.ctx, sheet, scales, theme, { certainty, buffer: this.#ground });
        paintSeparator(plot.ctx, separator, scales, theme, 2 * (depth - (spaces.length - 1)) + 1);
        const { across, up } = axisNames(host, spaces, depth);
        paintAxes(plot.ctx, scales, theme, { grid: false, frame: true, xLabel: across, yLabel: up });
    }

    /**
     * @param {import("../../core/messages.js").ManifoldReply} reply
     * @param {import("../../core/messages.js").DatasetReply} data
     * @param {number} depth
     * @param {(output: number) => number} certainty
     */
    #paintRow(reply, data, depth, certainty) {
        const { row, host } = this;
        const { spaces } = reply;
        const columns = Math.max(1, Math.min(spaces.length, Math.floor((row.width + GAP) / (LEAST + GAP))));
        const size = Math.min(200, (row.width - GAP * (columns - 1)) / columns);
        const height = Math.round(Math.ceil(spaces.length / columns) * (size + NAME + 4));
        if (row.canvas.style.height !== `${height}px`) row.canvas.style.height = `${height}px`; // and is painted anew when it has it
        if (size < 40) return;
        const { theme } = host;
        const { ctx } = row;
        this.#places = spaces.map((_, k) => ({
            x: (k % columns) * (size + GAP),
            y: Math.floor(k / columns) * (size + NAME + 4) + 1,
            width: size,
            height: size,
        }));
        spaces.forEach(({ after }, k) => {
            const place = this.#places[k];
            const inside = { x: place.x + 3, y: place.y + 3, width: size - 6, height: size - 6 };
            const scales = scalesAround(after, inside);
            const isHere = Math.round(depth) === k;
            preserving(ctx, () => {
                roundedRect(ctx, { x: place.x + 0.75, y: place.y, width: size - 1.5, height: size - 1 }, 5);
                ctx.strokeStyle = isHere ? theme.colors.text : theme.colors.line;
                ctx.lineWidth = isHere ? 1.5 : 1;
                ctx.stroke();
            });
            paintSheet(ctx, { reply, data, at: after }, scales, theme, {
                stride: 2,
                radius: 1.5,
                lines: false,
                showWrong: false,
                certainty,
                buffer: this.#groundInRow,
            });
            if (k === spaces.length - 1) paintSeparator(ctx, reply.separator, scales, theme, 1);
            preserving(ctx, () => {
                ctx.font = isHere ? theme.fonts.strong : theme.fonts.label;
                ctx.fillStyle = isHere ? theme.colors.text : theme.colors.muted;
                ctx.textAlign = "center";
                ctx.fillText(spaceName(host, k), place.x + size / 2, place.y + size + 16);
            });
        });
    }
}

/** Gives the same image as long as the size stays. */
function keptBuffer() {
    /** @type {import("../../paint/heatmap.js").Buffer | null} */
    let kept = null;
    return (/** @type {number} */ columns, /** @type {number} */ rows) => (kept = bufferOf(kept, columns, rows));
}
