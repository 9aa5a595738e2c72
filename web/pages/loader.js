/**
 * Runs a built page. Core and script stand in the element before this one as one packed text: the core's bytes first, as many as the
 * element says. The script finds them on its own element, so that nothing is put on window.
 */
import { unpack } from "../core/packed.js";

async function run() {
    const packed = /** @type {HTMLScriptElement} */ (document.currentScript?.previousElementSibling);
    const bytes = await unpack(packed.text);
    const coreLength = Number(packed.dataset.coreLength);
    const text = new TextDecoder().decode(new Uint8Array(bytes, coreLength));
    document.body.append(Object.assign(document.createElement("script"), { core: bytes.slice(0, coreLength), text }));
}

run().catch((error) => {
    document.body.append(`Valley needs a browser from 2023 or later. Valley 需要 2023 年以后的浏览器。 (${error.message})`);
});
