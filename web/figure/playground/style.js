/** What is this figure's alone; everything else is the frame's. */
export const style = `
.pg-bar { display: flex; flex-wrap: wrap; align-items: center; gap: var(--space-3) var(--space-5); }
.pg-bar > .readouts { flex: none; gap: var(--space-2) var(--space-4); }
.pg-bar > .readouts .readout { min-width: 4.2em; }
.pg-bar > .controls { flex: 1 1 480px; grid-template-columns: minmax(190px, 1.5fr) repeat(3, minmax(104px, 1fr)); gap: var(--space-2) var(--space-4); }
.pg-bar > progress { flex: 1 0 100%; width: 100%; height: 4px; accent-color: var(--focus); }
.pg-column { display: grid; gap: var(--space-4); grid-template-columns: minmax(0, 1fr); align-content: start; }
.pg-column .controls { grid-template-columns: minmax(0, 1fr); gap: var(--space-2); }
.pg-column .controls.pair { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: var(--space-2) var(--space-3); align-items: end; }
.pg-column h4 { margin-top: var(--space-4); }
.pg-column .list > .entries > .stepper { width: calc(2 * var(--reach) + 2.6em); }
.graph { position: relative; touch-action: pan-y; }
.graph-hint, .map-hint { min-height: 3em; }
.weight-editor { position: absolute; width: 96px; z-index: 1; box-shadow: 0 4px 16px rgb(0 0 0 / .2); border-radius: var(--radius); }
.weight-editor > .field { text-align: center; font-weight: 600; }
.terrain { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 6fr); gap: var(--space-4); align-items: start; }
.verdict { font-size: 13.5px; text-wrap: pretty; font-variant-numeric: tabular-nums; min-height: 4.5em; }
.scores { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0 var(--space-4); }
.scores > div { padding-left: 10px; border-left: 3px solid var(--key); font-variant-numeric: tabular-nums; }
.scores > div.dashed { border-left-style: dashed; }
.scores span { display: block; font-size: 12px; color: var(--muted); }
.scores b { font-size: 18px; font-weight: 600; line-height: 1.25; letter-spacing: -.01em; }
.pg-options { display: flex; flex-wrap: wrap; gap: 0 var(--space-5); }
.table-panel { display: grid; gap: var(--space-2); }
.table-text { height: auto; padding: 8px 10px; font: 12.5px/1.5 ui-monospace, monospace; resize: vertical; white-space: pre; }
.dropping { outline: 2px dashed var(--focus); outline-offset: 3px; }
@container frame (max-width: 1079.9px) {
    .root > .pg-data { grid-column: span 12; }
    .root > .pg-network { grid-column: span 7; }
    .root > .pg-results { grid-column: span 5; }
    .pg-data { grid-template-columns: repeat(2, minmax(0, 1fr)); order: 2; }
}
@container frame (max-width: 719.9px) {
    .pg-bar > .controls { flex-basis: 100%; grid-template-columns: repeat(2, minmax(0, 1fr)); }
    .pg-bar > .controls > :first-child { grid-column: 1 / -1; }
    .pg-data, .pg-network, .pg-results { grid-template-columns: minmax(0, 1fr); }
    .root > .pg-results { order: 1; } .root > .pg-network { order: 2; } .root > .pg-data { order: 3; }
    .root > .pg-data, .root > .pg-network, .root > .pg-results { grid-column: auto; }
    .terrain { grid-template-columns: minmax(0, 1fr); }
}
`;
