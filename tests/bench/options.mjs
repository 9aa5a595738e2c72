/**
 * What ./build.sh bench was told. Files are found from where it was called.
 *
 * @typedef {object} Options
 * @property {string[]} [jobs] these alone
 * @property {string[]} [peers] these alone, beside Valley
 * @property {string} out
 * @property {string} [against] an earlier file, with which the results are compared
 */
import { join, resolve } from "node:path";
import { peers } from "./contenders.mjs";
import { jobs } from "./jobs.mjs";

const from = process.env.BENCH_FROM ?? ".";
const build = process.env.BUILD ?? "build";

function listed(option, text, known) {
    const names = text.split(",");
    const unknown = names.filter((name) => !known.includes(name));
    if (unknown.length > 0) throw new Error(`${option}: there is no ${unknown.join(", ")}; there are ${known.join(", ")}`);
    return names;
}

const readers = {
    "--jobs": (text) => ({
        jobs: listed(
            "--jobs",
            text,
            jobs.map(({ name }) => name),
        ),
    }),
    "--peers": (text) => ({ peers: listed("--peers", text, Object.keys(peers)) }),
    "--out": (text) => ({ out: resolve(from, text) }),
    "--against": (text) => ({ against: resolve(from, text) }),
};

/** @param {string[]} words @returns {Options} */
function parsed(words) {
    const options = { out: join(build, "bench.json") };
    for (let i = 0; i < words.length; i += 2) {
        const [option, text] = words.slice(i, i + 2);
        const read = readers[option];
        if (!read)
            throw new Error(`bench does not know "${option}"; it takes --jobs W1,W2 --peers convnetjs,torch --out FILE --against FILE`);
        if (text === undefined) throw new Error(`${option}: what follows is missing`);
        Object.assign(options, read(text));
    }
    return options;
}

/** Those of the command line; a wrong one ends the program. */
export function readOptions() {
    try {
        return parsed(process.argv.slice(2));
    } catch (error) {
        console.error(error.message);
        process.exit(2);
    }
}
