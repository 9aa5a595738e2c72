/** Lets the page do what waits: paint, scroll, answer. Where a page shows nothing before its script runs, build.mjs puts null in its place. */

/** @type {(() => Promise<unknown>) | null} */
export const rest = () => new Promise((done) => setTimeout(done));
