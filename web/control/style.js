/** How controls look, inside figures and on the page alike. A finger gets 40 px where a mouse gets 32. */
export const controlStyle = `
:host, :root { --reach: 32px; }
@media (pointer: coarse) { :host, :root { --reach: 40px; } }
@media (max-width: 600px) { :host, :root { --reach: 40px; } }
button, input, select { font: inherit; color: inherit; letter-spacing: inherit; }
button, select, label, input[type="range"] { touch-action: manipulation; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }

.controls { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 210px), 1fr)); gap: var(--space-3) var(--space-5); align-items: start; }
.column > .controls, .controls.one { grid-template-columns: minmax(0, 1fr); }
.control { display: flex; flex-direction: column; gap: 2px; min-width: 0; font-size: 14px; }
.control > .label { font-size: 12.5px; line-height: 1.4; color: var(--muted); }
.toggle-control { flex-direction: row-reverse; justify-content: flex-end; align-items: center; gap: var(--space-2); min-height: var(--reach); }
.controls > .toggle-control { align-self: end; }
.toggle-control > .label { color: var(--text); font-size: 13.5px; }

.field, .select > select { width: 100%; height: var(--reach); padding: 0 10px; border: 1px solid var(--control); border-radius: var(--radius); background: var(--surface); font-variant-numeric: tabular-nums; }
.field[aria-invalid] { border-color: var(--danger); box-shadow: 0 0 0 1px var(--danger); }
.select { position: relative; display: block; }
.select > select { appearance: none; padding-right: 30px; text-overflow: ellipsis; cursor: pointer; }
.select > select > option { background: var(--surface); color: var(--text); }
.select::after { content: ""; position: absolute; right: 12px; top: calc(50% - 5px); width: 7px; height: 7px; border: solid var(--muted); border-width: 0 1.5px 1.5px 0; transform: rotate(45deg); pointer-events: none; }
.select > select:hover, .field:hover { border-color: var(--text); }

.slider { display: grid; grid-template-columns: minmax(0, 1fr) 72px; gap: var(--space-3); align-items: center; }
.slider > .field { padding: 0 8px; text-align: end; border-color: transparent; background: var(--raised); }
.slider > .field:hover { border-color: var(--control); }
.track { --thumb: 16px; --x: calc(var(--thumb) / 2 + var(--at, 0) * (100% - var(--thumb))); position: relative; display: block; height: var(--reach); }
.track::before { content: ""; position: absolute; inset: calc(50% - 2px) 0 auto; height: 4px; border-radius: 2px; background: linear-gradient(to right, var(--text) var(--x), var(--line) 0); }
.track > input { position: relative; appearance: none; display: block; width: 100%; height: 100%; margin: 0; background: none; cursor: pointer; border-radius: 6px; }
.track > input::-webkit-slider-runnable-track { height: var(--thumb); background: none; }
.track > input::-moz-range-track { height: var(--thumb); background: none; }
.track > input::-webkit-slider-thumb { appearance: none; width: var(--thumb); height: var(--thumb); border: 2px solid var(--surface); border-radius: 50%; background: var(--text); box-shadow: 0 0 0 1px var(--control); }
.track > input::-moz-range-thumb { box-sizing: border-box; width: var(--thumb); height: var(--thumb); border: 2px solid var(--surface); border-radius: 50%; background: var(--text); box-shadow: 0 0 0 1px var(--control); }
.track > input:focus-visible { outline-offset: -2px; }
.slider.is-marked { margin-bottom: 12px; }
.track > .mark { position: absolute; left: calc(var(--thumb) / 2 + var(--mark) * (100% - var(--thumb)) - 1px); right: 0; top: calc(50% - 8px); height: 18px; border-left: 2px solid var(--curvature); pointer-events: none; }
.mark::after { content: ""; position: absolute; inset: 13px 0 auto; height: 3px; border-radius: 2px; background: repeating-linear-gradient(90deg, var(--danger) 0 3px, transparent 3px 6px); }
.mark > .mark-text { position: absolute; top: 15px; left: 4px; white-space: nowrap; font-size: 11.5px; color: var(--curvature); font-variant-numeric: tabular-nums; }
.mark > .mark-text.left { left: auto; right: calc(100% + 4px); }

.stepper { display: inline-grid; grid-template-columns: var(--reach) minmax(2.6em, 1fr) var(--reach); width: 100%; max-width: 180px; height: var(--reach); border: 1px solid var(--control); border-radius: var(--radius); background: var(--surface); }
.stepper > .field, .stepper > .count { width: 100%; height: 100%; padding: 0 4px; border: 0; border-radius: 0; background: none; text-align: center; }
.stepper > .count { align-content: center; font-variant-numeric: tabular-nums; line-height: calc(var(--reach) - 2px); }
.stepper > button { display: grid; place-items: center; padding: 0; border: 0; border-radius: calc(var(--radius) - 1px); background: none; color: var(--muted); cursor: pointer; }
.stepper > button:hover:enabled { background: var(--raised); color: var(--text); }
.stepper > button:disabled { opacity: .35; cursor: default; }
.list { display: flex; flex-direction: column; gap: var(--space-2); }
.list > .entries { display: flex; flex-wrap: wrap; align-items: center; gap: var(--space-2); padding-inline-start: 46px; }
.list .label { width: 38px; margin-inline-start: -46px; font-size: 12.5px; color: var(--muted); }
.list > .entries > .stepper { width: calc(2 * var(--reach) + 3.2em); background: var(--raised); border-color: transparent; }
.list > .entries > .stepper:hover { border-color: var(--control); }

.segmented { display: flex; flex-wrap: wrap; width: fit-content; max-width: 100%; min-height: var(--reach); padding: 2px; border-radius: calc(var(--radius) + 2px); background: var(--raised); box-shadow: inset 0 0 0 1px var(--line); }
.segmented > label { position: relative; flex: 1 1 auto; display: flex; cursor: pointer; }
.segmented input, .chips input { position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; opacity: 0; cursor: pointer; }
.segmented span { flex: 1; display: grid; place-items: center; padding: 0 10px; border-radius: var(--radius); color: var(--muted); font-size: 13.5px; white-space: nowrap; }
.segmented label:hover span { color: var(--text); }
.segmented input:checked + span { background: var(--surface); color: var(--text); font-weight: 600; box-shadow: 0 0 0 1px var(--control); }
:is(.segmented, .chips) input:focus-visible + span { outline: 2px solid var(--focus); outline-offset: 2px; }
.chips { display: flex; flex-wrap: wrap; gap: 6px; }
.chips > label { position: relative; display: grid; min-width: min(25% - 4.5px, 64px); }
.chips span { display: grid; place-items: center; min-width: var(--reach); height: var(--reach); padding: 0 10px; border: 1px solid var(--line); border-radius: var(--radius); color: var(--muted); font-size: 13.5px; }
.chips label:hover span { border-color: var(--control); color: var(--text); }
.chips input:checked + span { border-color: var(--text); background: var(--text); color: var(--surface); font-weight: 600; }
.toggle { display: grid; }
.toggle > input { appearance: none; position: relative; width: 36px; height: 20px; margin: 0; border-radius: 10px; background: var(--control); cursor: pointer; }
.toggle > input::before { content: ""; position: absolute; top: 3px; left: 3px; width: 14px; height: 14px; border-radius: 50%; background: var(--surface); }
.toggle > input:checked { background: var(--text); }
.toggle > input:checked::before { left: 19px; }
.toggle > input::after { content: ""; position: absolute; inset: -10px -8px; }
@media (prefers-reduced-motion: no-preference) { .toggle > input::before { transition: left .12s; } }

.button { min-height: var(--reach); padding: 0 14px; border: 1px solid var(--control); border-radius: var(--radius); background: var(--surface); font-weight: 500; cursor: pointer; }
.button:hover { border-color: var(--text); }
.icon-button { display: grid; place-items: center; flex: none; width: max(36px, var(--reach)); height: max(36px, var(--reach)); padding: 0; border: 0; border-radius: 50%; background: none; color: var(--text); cursor: pointer; }
.icon-button:hover { background: var(--raised); }
.icon-button.primary { width: 44px; height: 44px; background: var(--text); color: var(--surface); }
.icon-button.primary:hover { opacity: .88; }
.transport { display: inline-flex; flex-wrap: wrap; align-items: center; gap: var(--space-1); }
.transport > .primary { margin-right: var(--space-1); }
.icon { display: block; width: 20px; height: 20px; }
.icon > .fill { fill: currentColor; }
.icon > .line { fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; }
@media (forced-colors: active) {
    .segmented input:checked + span, .chips input:checked + span { outline: 2px solid Highlight; }
    .track::before { background: CanvasText; }
    .toggle > input { appearance: auto; }
}
`;
