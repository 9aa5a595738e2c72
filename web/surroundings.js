/** What the reader's system asks for, now and as it changes. */

const dark = "(prefers-color-scheme: dark)";
const still = "(prefers-reduced-motion: reduce)";

/** @param {string | null} wish "light", "dark" or anything else for the system's @returns {"light" | "dark"} */
export function modeFor(wish) {
    if (wish === "light" || wish === "dark") return wish;
    return matchMedia(dark).matches ? "dark" : "light";
}

export function wantsReducedMotion() {
    return matchMedia(still).matches;
}

/**
 * Calls back when colour scheme, motion or pixel density change (a window dragged to another screen, a zoomed page).
 * @param {() => void} changed
 * @returns {() => void} ends it
 */
export function watchSystem(changed) {
    const queries = [matchMedia(dark), matchMedia(still)];
    for (const query of queries) query.addEventListener("change", changed);
    /** @type {MediaQueryList} */
    let density;
    const watchDensity = () => {
        density = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
        density.addEventListener("change", densityChanged, { once: true });
    };
    const densityChanged = () => {
        watchDensity();
        changed();
    };
    watchDensity();
    return () => {
        for (const query of queries) query.removeEventListener("change", changed);
        density.removeEventListener("change", densityChanged);
    };
}
