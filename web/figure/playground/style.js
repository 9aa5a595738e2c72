/** What is this figure's alone; everything else is the frame's. */
export const style = `
.root .pg-transport { display: flex; flex-wrap: wrap; align-items: center; gap: var(--space-2) var(--space-5); min-height: 54px; }
.root .pg-transport > .readouts { gap: var(--space-2) var(--space-4); }
.root .pg-transport .readout { display: block; min-width: 4em; }
.root .pg-transport .readout span { display: block; }
.root .pg-transport b, .root .scores b, .root .scores b + span { display: block; height: 1.25em; contain: size layout; } /* a new number moves nothing else */
.root .pg-transport > progress { flex: 1 0 100%; height: 6px; accent-color: var(--focus); }
.root .pg-rates { grid-template-columns: minmax(0, 1.8fr) repeat(3, minmax(0, 1fr)); gap: var(--space-2) var(--space-4); }
.root .pg-column { display: grid; gap: var(--space-4); grid-template-columns: minmax(0, 1fr); grid-template-rows: auto 1fr; align-self: stretch; }
.root .pg-column .controls { grid-template-columns: minmax(0, 1fr); gap: var(--space-2); }
.root .pg-column .pg-options { display: flex; flex-wrap: wrap; gap: 0 var(--space-5); }
.root .pg-layers { flex-direction: row; flex-wrap: wrap; align-items: center; gap: var(--space-2) var(--space-3); }
.root .pg-layers > .list { flex-direction: row; flex-wrap: wrap; align-items: start; }
.root .pg-layers .stepper { width: calc(2 * var(--reach) + 2.4em); }
.root .pg-column > .panel { display: flex; flex-direction: column; isolation: isolate; } /* isolated, one is painted anew without the others */
.root .pg-network { grid-template-rows: 1fr auto; }
.root .pg-results > :last-child > canvas, .root .graph, .root .graph > canvas { flex: 1 0 auto; } /* as tall as the longest column */
.root .graph { display: flex; flex-direction: column; position: relative; touch-action: pan-y; }
.root .graph-hint, .root .map-hint { min-height: 3em; }
.root .weight-editor { position: absolute; width: 96px; z-index: 1; box-shadow: 0 4px 16px rgb(0 0 0 / .2); border-radius: var(--radius); }
.root .weight-editor > .field { text-align: center; font-weight: 600; }
.root .terrain { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 6fr); gap: var(--space-4); align-items: start; }
.root .verdict { font-size: 13.5px; text-wrap: pretty; font-variant-numeric: tabular-nums; min-height: 4.5em; }
.root .scores { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0 var(--space-4); }
.root .scores > div { padding-left: 10px; border-left: 3px solid var(--key); font-variant-numeric: tabular-nums; }
.root .scores > div.dashed { border-left-style: dashed; }
.root .scores span { display: block; font-size: 12px; color: var(--muted); }
.root .scores b { font-size: 18px; font-weight: 600; line-height: 1.25; letter-spacing: -.01em; }
.root .table-panel { display: grid; gap: var(--space-2); }
.root .table-text { height: auto; padding: 8px 10px; font: 12.5px/1.5 ui-monospace, monospace; resize: vertical; white-space: pre; }
.root.dropping { outline: 2px dashed var(--focus); outline-offset: 6px; border-radius: 10px; }
@container frame (max-width: 1079.9px) {
    .root.root > .pg-transport, .root.root > .pg-rates { grid-column: 1 / -1; }
    .root .terrain { grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: var(--space-3); }
    .root.root > .pg-network { grid-column: span 7; }
    .root.root > .pg-results { grid-column: span 5; }
    .root.root > .pg-data { grid-column: 1 / -1; grid-template-columns: repeat(2, minmax(0, 1fr)); order: 1; }
}
@container frame (max-width: 719.9px) {
    .root.root > .pg-transport { position: sticky; top: 0; z-index: 2; padding: var(--space-1) 0; background: var(--page); }
    .root.root > .pg-rates { grid-template-columns: repeat(2, minmax(0, 1fr)); }
    .root.root > .pg-rates > :first-child { grid-column: 1 / -1; }
    .root.root > .pg-column { grid-column: auto; grid-template-columns: minmax(0, 1fr); grid-template-rows: none; gap: var(--space-3); }
    .root.root > .pg-results { order: 1; } .root.root > .pg-network { order: 2; } .root.root > .pg-data { order: 3; }
    .root .terrain { grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: var(--space-3); }
    .root .verdict { font-size: 13px; }
}
`;
