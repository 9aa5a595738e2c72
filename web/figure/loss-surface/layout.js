/**
 * The figure's skeleton. Above, what runs it; then the landscape beside its slice, its steepness and the loss; below, data and network.
 * @param {import("../../host.js").Host} host
 */
export function build(host) {
    const { root } = host;
    const part = (/** @type {string} */ name) => host.element("div", { class: name });
    const bar = part("panel run-bar");
    host.style(style);
    root.append(bar);
    host.transport(bar, { newSeed: true });
    const readouts = part("readouts");
    const rates = host.controls(bar, "lossSurface.training");
    bar.insertBefore(readouts, rates);
    const rate = host.control(rates, "learningRate");
    for (const name of ["momentum", "speed"]) host.control(rates, name);

    const land = host.panel(root, "lossSurface.landscape", { class: "span-8 land" });
    const side = part("span-4 column side");
    root.append(side);
    const cut = host.panel(side, "lossSurface.slice");
    const sharp = host.panel(side, "lossSurface.sharpness");
    const losses = host.panel(root, "lossSurface.losses", { class: "span-5" });
    const below = host.panel(root, "lossSurface.network", { class: "span-7" });
    return { readouts, rate, land, cut, sharp, losses, below };
}

/** Controls of data and network, the usual ones first. @param {import("../../host.js").Host} host @param {Element} parent */
export function buildNetworkControls(host, parent) {
    const usual = host.controls(parent, "lossSurface.network");
    for (const name of ["data", "hidden", "activation", "loss", "optimizer", "batchSize", "l2"]) host.control(usual, name);
    const summary = host.element("summary", { t: "lossSurface.more" });
    const more = host.element("details", { class: "more chrome" }, [summary]);
    parent.append(more);
    const others = host.controls(more);
    for (const name of ["inputs", "n", "noise", "testShare", "init", "std", "l1", "nesterov", "alpha", "beta1", "beta2", "epsilon", "seed"])
        host.control(others, name);
}

const style = `
.run-bar { display: flex; flex-wrap: wrap; align-items: center; gap: var(--space-3) var(--space-5); }
.run-bar > * + * { margin-top: 0; }
.run-bar > .controls { flex: 1 1 420px; grid-template-columns: minmax(0, 5fr) minmax(0, 4fr) minmax(0, 2.5fr); gap: var(--space-3) var(--space-4); }
@container frame (max-width: 479.9px) {
    .run-bar > .controls { grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); }
    .run-bar > .controls > [data-parameter="learningRate"] { grid-column: 1 / -1; }
}
.run-bar .readout { min-width: 4.5em; }
.land { container: land / inline-size; }
.land .views { display: grid; gap: var(--space-4); grid-template-columns: minmax(0, 1fr); }
.land .head { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: var(--space-2) var(--space-4); }
@container land (min-width: 560px) { .land .views.both { grid-template-columns: 1fr 1fr; } }
.land canvas[tabindex] { outline-offset: 3px; border-radius: 6px; }
.land .map canvas { cursor: crosshair; }
.land .map canvas.still { cursor: default; }
.land .relief canvas { cursor: grab; }
.land .relief canvas.turning { cursor: grabbing; }
.land .words { min-height: 3.1em; font-variant-numeric: tabular-nums; }
.side > .panel > .column { gap: var(--space-2); }
.side .weights { display: grid; gap: var(--space-2) var(--space-2); grid-template-columns: minmax(0, 1.4fr) auto minmax(0, 1fr); align-items: center; }
.side .weights > .label { grid-column: 1 / -1; margin-bottom: -4px; }
.side .weights select { width: 100%; }
.panel > .controls > [data-parameter="hidden"] { grid-row: span 2; }
.more > summary { cursor: pointer; color: var(--muted); font-size: 13px; }
.more > .controls { margin-top: var(--space-3); }
`;
