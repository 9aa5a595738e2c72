/**
 * The figure's skeleton: where each panel and control stands. A bar on top; then data, network, results side by side where there is
 * room, one below the other where there is not.
 *
 * @typedef {ReturnType<typeof build>} Layout
 */

/** @param {any} host */
export function build(host) {
    const { element, root } = host;
    /** @param {string} name @param {any[]} [children] */
    const part = (name, children = []) => element("div", { class: name }, children);
    /** @param {string} name @param {string} title @param {any[]} children */
    const panel = (name, title, children = []) => element("section", { class: `panel ${name}` }, [element("h3", { text: title }), ...children]);
    const t = (/** @type {string} */ key) => host.t(`playground.${key}`);

    const places = {
        transport: part("transport"),
        counters: part("counters"),
        bar: part("bar-controls"),
        data: part("stack"),
        table: part("table"),
        inputs: part("inputs"),
        more: element("details", { class: "more" }, [element("summary", { text: t("more") })]),
        layers: part("layers"),
        graph: part("canvas graph"),
        edit: part("edit"),
        scores: part("scores"),
        map: part("canvas map"),
        mapOptions: part("options"),
        loss: part("canvas loss"),
        lossOptions: part("options"),
        landscape: part("canvas landscape"),
        gauge: part("canvas gauge"),
    };
    const left = panel("left", t("data"), [places.data, places.table, element("h3", { text: t("inputs") }), places.inputs, places.more]);
    const centre = panel("centre", t("network"), [places.layers, places.graph, places.edit]);
    const output = panel("output", t("output"), [places.scores, places.map, places.mapOptions]);
    const losses = panel("losses", t("losses"), [places.loss, places.lossOptions]);
    const landscape = panel("terrain", t("landscape"), [places.landscape, places.gauge]);
    const bar = part("bar", [places.transport, places.counters, places.bar]);
    root.append(element("style", { text: css }), part("playground", [bar, left, centre, output, losses, landscape]));
    return places;
}

const css = `
.playground { display: grid; gap: 12px; grid-template-columns: minmax(0, 1fr); align-items: start; }
.playground h3 { margin: 0; font: 600 12px/1.4 inherit; font-family: inherit; letter-spacing: .02em; color: var(--muted); }
.playground .panel { display: grid; gap: 10px; min-width: 0; }
.playground .bar { display: flex; flex-wrap: wrap; gap: 10px 20px; align-items: center; padding-bottom: 12px; border-bottom: 1px solid var(--line); }
.playground .transport { display: flex; gap: 6px; align-items: center; }
.playground .bar-controls { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: end; flex: 1 1 420px; }
.playground .counters { display: flex; gap: 16px; font-variant-numeric: tabular-nums; }
`;
