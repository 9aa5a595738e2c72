/**
 * Runs a built page. Core, frequent words, script and style sheet stand in the element before this one as one packed text, in this order; the element
 * has their lengths. The script finds the core on its own element, so that nothing is put on window.
 */
import { unpack } from "./unpack.js";
import { rest } from "./rest.js";
import { bytesOf } from "./seven-bits.js";

(async () => {
    try {
        const { text, dataset } = /** @type {HTMLScriptElement} */ (document.currentScript?.previousElementSibling);
        const [core, ...lengths] = String(dataset.lengths).split(" ").map(Number);
        const bytes = await unpack(
            bytesOf(text),
            lengths.reduce((sum, length) => sum + length, core),
        );
        let at = core;
        const module = WebAssembly.compile(bytes.subarray(0, core)); // while the script is read
        module.catch(() => {}); // a figure tells
        const [words, script, style] = lengths.map((length) => new TextDecoder("gb18030").decode(bytes.subarray(at, (at += length))));
        const word = words.split("\n");
        const add = (/** @type {string} */ tag, /** @type {object} */ properties) =>
            document.body.append(Object.assign(document.createElement(tag), properties));
        add("style", { textContent: style });
        const whole = script.replace(/[\x01-\x08\x0e-\x1f]/g, (code) => word[code.charCodeAt(0)]);
        if (rest) await rest();
        add("script", { core: module, text: whole });
    } catch (error) {
        document.body.append(`Valley needs a browser from 2023 or later. Valley 需要 2023 年以后的浏览器。 (${error})`);
    }
})();
