/** Every browser test in Chromium: one process, and so one browser, for all of them. */
process.env.ENGINES = "chromium";
await import("./all.mjs");
