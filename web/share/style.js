export const shareStyle = `
.share-button { float: right; display: inline-flex; align-items: center; gap: 6px; position: relative; height: 24px; margin: 9px 0 0 var(--space-3); padding: 0 10px 0 8px;
    border: 1px solid transparent; border-radius: var(--radius); background: none; color: var(--muted); font-size: 13px; cursor: pointer; }
.share-button:hover { border-color: var(--line); background: var(--surface); color: var(--text); }
.share-button .icon { width: 16px; height: 16px; }
.share-button::after { content: ""; position: absolute; inset: -8px -4px; }

.share-menu { width: min(640px, calc(100vw - 24px)); max-height: min(86vh, 900px); padding: 0; border: 1px solid var(--line); border-radius: 14px; background: var(--surface);
    color: var(--text); box-shadow: 0 16px 60px rgb(0 0 0 / .28); overscroll-behavior: contain; font: 14px/1.5 var(--font); }
.share-menu::backdrop { background: rgb(10 12 16 / .38); }
.share-menu > header { position: sticky; top: 0; z-index: 1; display: flex; align-items: center; justify-content: space-between; gap: var(--space-3);
    padding: var(--space-3) var(--space-3) var(--space-3) var(--space-5); border-bottom: 1px solid var(--grid); background: var(--surface); }
.share-menu h2 { font-size: 16px; }
.share-menu > section { padding: var(--space-4) var(--space-5); }
.share-menu > section + section { border-top: 1px solid var(--grid); }
.share-menu h3 { margin: 0; font: 600 13px/1.4 var(--font); }
.share-menu section > .hint { margin-top: 2px; }
.share-menu .text { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: var(--space-1) var(--space-2); align-items: start; margin-top: var(--space-2); }
.share-menu .text > label { grid-column: 1 / -1; font-size: 12.5px; color: var(--muted); }
.share-menu textarea { width: 100%; min-height: var(--reach); padding: 6px 10px; border: 1px solid var(--line); border-radius: var(--radius); background: var(--raised); color: var(--text);
    font: 12.5px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "Noto Sans Mono CJK SC", monospace; resize: none; overflow-wrap: anywhere; field-sizing: content; max-height: 11em; }
.share-menu textarea:focus-visible { outline: 2px solid var(--focus); outline-offset: 1px; }
.share-menu .choices { display: flex; flex-wrap: wrap; align-items: end; gap: var(--space-3); margin-top: var(--space-2); }
.share-menu .choices > .buttons { display: flex; flex-wrap: wrap; gap: var(--space-2); margin-inline-start: auto; }
.share-menu .choices > .only { margin-inline-start: 0; }
.share-menu .number { display: grid; gap: 2px; font-size: 12.5px; color: var(--muted); }
.share-menu .number > .field { width: 7.5em; color: var(--text); font-size: 14px; }
.share-menu .button { min-width: 76px; }
.share-menu .button:disabled { opacity: .45; cursor: default; border-color: var(--line); }
.share-menu .under-way { display: grid; grid-template-columns: minmax(0, 1fr) auto; align-items: center; gap: var(--space-3); margin-top: var(--space-3); }
.share-menu progress { appearance: none; width: 100%; height: 6px; border: 0; border-radius: 3px; overflow: hidden; background: var(--grid); color: var(--focus); }
.share-menu progress::-webkit-progress-bar { background: var(--grid); }
.share-menu progress::-webkit-progress-value { background: var(--focus); }
.share-menu progress::-moz-progress-bar { background: var(--focus); }
.share-menu .told { margin-top: var(--space-2); font-size: 13px; color: var(--good); overflow-wrap: anywhere; }
.share-menu .told.danger { color: var(--danger); }
.share-menu .told:empty { display: none; }
@media (max-width: 600px) {
    .share-menu { max-width: none; width: 100%; margin: auto 0 0; border-radius: 14px 14px 0 0; border-inline: 0; border-bottom: 0; max-height: 88vh; max-height: 88dvh; }
    .share-menu > section { padding-inline: var(--space-4); }
    .share-menu > header { padding-inline-start: var(--space-4); }
    .share-menu .choices > .buttons { margin-inline-start: 0; flex: 1 1 100%; }
    .share-menu .choices .button { flex: 1 1 auto; white-space: nowrap; }
}

.pictured :is(.by-hand, .controls, .control, .transport, .chrome, .notice-place, .button, .icon-button, .segmented, .chips, .slider, .stepper, .nothing) { display: none !important; }
.pictured :is(input[type="range"], input[type="checkbox"], input[type="radio"], input[type="file"]) { display: none !important; }
.frame.rehearsal { position: absolute; left: -99999px; top: 0; pointer-events: none; } /* not hidden: a picture leaves out what cannot be seen */
`;
