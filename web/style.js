/** The style sheet inside every figure, one object for all those of a document. Colours and spaces are the custom properties of theme.js. */
import { controlStyle } from "./control/style.js";
import { sheetOfEach } from "./dom.js";

const layout = `
:host { display: block; }
.figure, .notice-place { all: initial; display: block; visibility: inherit; color-scheme: inherit; color: var(--text); font: 14px/1.5 var(--font); -webkit-text-size-adjust: 100%; -webkit-print-color-adjust: exact; print-color-adjust: exact; } /* whatever the page has */
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
.frame { container: frame / inline-size; position: relative; display: grid; }
.frame > * { grid-area: 1 / 1; min-width: 0; }
.figure.waiting { visibility: hidden; }
.root { display: grid; gap: var(--space-4); grid-template-columns: minmax(0, 1fr); align-items: start; }
.root > * { min-width: 0; }
.root.root > .narrow, .narrow { display: revert; }
.wide { display: none !important; }
@container frame (min-width: 720px) {
    .root { grid-template-columns: repeat(12, minmax(0, 1fr)); }
    .root > * { grid-column: span 12; }
    .root > .span-3 { grid-column: span 3; } .root > .span-4 { grid-column: span 4; } .root > .span-5 { grid-column: span 5; }
    .root > .span-6 { grid-column: span 6; } .root > .span-7 { grid-column: span 7; } .root > .span-8 { grid-column: span 8; }
    .root > .span-9 { grid-column: span 9; }
    .root > :is(.panel, .column) { align-self: stretch; } /* what stands side by side ends together */
    .root > .column > .panel:last-child { flex: 1; }
    .wide { display: revert !important; }
    .narrow { display: none !important; }
}
.row { display: flex; flex-wrap: wrap; align-items: center; gap: var(--space-2) var(--space-4); }
.column { display: flex; flex-direction: column; gap: var(--space-3); min-width: 0; }
.panel { min-width: 0; padding: var(--space-4); background: var(--surface); border: 1px solid var(--grid); border-radius: 10px; }
@container frame (max-width: 479.9px) { .panel { padding: var(--space-3); } .root { gap: var(--space-3); } }
h2 { margin: 0; font: 600 13px/1.4 var(--font); letter-spacing: .01em; color: var(--text); }
p { margin: 0; }
a { color: var(--focus); text-underline-offset: 2px; }
canvas.plot { display: block; width: 100%; border-radius: 4px; }
canvas.plot[tabindex] { touch-action: manipulation; } /* a swipe scrolls the page */
.readouts { display: flex; flex-wrap: wrap; gap: var(--space-2) var(--space-5); }
@container frame (max-width: 479.9px) { .readouts:has(> :nth-child(4)) { display: grid; grid-template-columns: 1fr 1fr; } }
.readout { display: inline-flex; flex-direction: column; min-width: 5em; }
.readout > :first-child { font-size: 12px; color: var(--muted); }
.readout > b, .readout > output { font: 600 18px/1.25 var(--font); font-variant-numeric: tabular-nums; letter-spacing: -.01em; }
.legend { display: flex; flex-wrap: wrap; gap: var(--space-1) var(--space-4); margin: 0; padding: 0; list-style: none; font-size: 12px; color: var(--muted); }
.legend > li { display: inline-flex; align-items: center; gap: 6px; }
.legend > li::before { content: ""; width: 16px; border-top: 2.5px solid var(--key, currentColor); border-radius: 2px; }
.legend > li.dashed::before { border-top-style: dashed; border-radius: 0; }
.legend > li.dot::before { width: 9px; height: 9px; border: 0; border-radius: 50%; background: var(--key, currentColor); }
.hint { font-size: 12.5px; line-height: 1.5; color: var(--muted); text-wrap: pretty; }
.danger { color: var(--danger); } .good { color: var(--good); } .warning { color: var(--warning); }
.caption { margin-top: var(--space-3); min-height: 1.5em; font-size: 14px; color: var(--muted); text-wrap: pretty; font-variant-numeric: tabular-nums; }
.panel.panel > * + * { margin-top: var(--space-3); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.frame[data-controls="none"] :is(.controls, .transport, .chrome), .frame[data-controls="play"] :is(.controls, .chrome) { display: none !important; }
`;

const notice = `
.notice-place { position: sticky; bottom: var(--space-3); z-index: 2; } /* seen wherever in the figure the reader is */
.notice { display: flex; flex-wrap: wrap; align-items: center; gap: var(--space-2) var(--space-3);
    margin-top: var(--space-3); padding: var(--space-2) var(--space-2) var(--space-2) var(--space-4); border: 1px solid var(--kind);
    border-radius: 10px; background: var(--surface); box-shadow: 0 6px 24px rgb(0 0 0 / .14); }
.notice::before { content: ""; flex: none; width: 8px; height: 8px; border-radius: 50%; background: var(--kind); }
.notice > p { flex: 1 1 12em; padding: var(--space-1) 0; text-wrap: pretty; }
.notice > .buttons { display: flex; gap: var(--space-2); margin-left: auto; }
.notice[data-kind="diverged"], .notice[data-kind="error"] { --kind: var(--danger); }
.notice[data-kind="info"] { --kind: var(--focus); }
`;

export const figureSheet = sheetOfEach(layout + controlStyle + notice);
