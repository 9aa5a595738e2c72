/** Every browser test in WebKitGTK: one process, and so one driver, for all of them. */
process.env.ENGINES = "webkit";
await import("./all.mjs");
