import { createInterface } from "node:readline";

/** Answers standard input, a line of JSON for a line. */
export async function answerLines(answer) {
    for await (const question of createInterface({ input: process.stdin })) console.log(JSON.stringify(answer(question)));
}
