/** Every browser test in Firefox: one process, and so one browser, for all of them. */
process.env.ENGINES = "firefox";
await import("./all.mjs");
