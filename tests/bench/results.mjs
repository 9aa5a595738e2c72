/** The file of results, which bench.mjs begins and growth.mjs adds to, and the comparison with an earlier one. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { rounded } from "./numbers.mjs";

export const readResults = async (file) => JSON.parse(await readFile(file, "utf8"));

export async function writeResults(file, results) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${JSON.stringify(results, null, 4)}\n`);
}

/** Every number below, by the keys that lead to it. */
function numbersIn(value, path = []) {
    if (typeof value === "number") return [[path.join(" "), value]];
    if (value === null || typeof value !== "object") return [];
    return Object.entries(value).flatMap(([key, each]) => numbersIn(each, [...path, key]));
}

/** Prints how many times the earlier number each number now is: of times, below 1 is faster. */
export function printRatios(now, earlier) {
    const before = new Map(numbersIn(earlier));
    for (const [what, value] of numbersIn(now))
        if (before.get(what) > 0)
            console.log(JSON.stringify({ what, now: value, before: before.get(what), ratio: rounded(value / before.get(what)) }));
}
