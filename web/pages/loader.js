/**
 * Runs a built page. Core and script stand in the element before this one as one packed text: the core's bytes first, as many as the
 * element says. The script finds them on its own element, so that nothing is put on window.
 */
import LZMA from "js-lzma";

/**
 * An LZMA file is an eighth smaller than what browsers can unpack themselves.
 * @param {string} text base64
 * @param {number} length of what is in it
 */
function unpack(text, length) {
    const packed = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const bytes = new Uint8Array(length);
    let read = 0;
    let written = 0;
    LZMA.decompressFile({ readByte: () => packed[read++] }, { writeByte: (byte) => void (bytes[written++] = byte) });
    return bytes;
}

try {
    const packed = /** @type {HTMLScriptElement} */ (document.currentScript?.previousElementSibling);
    const coreLength = Number(packed.dataset.coreLength);
    const bytes = unpack(packed.text, Number(packed.dataset.length));
    const text = new TextDecoder().decode(bytes.subarray(coreLength));
    document.body.append(Object.assign(document.createElement("script"), { core: bytes.slice(0, coreLength).buffer, text }));
} catch (error) {
    const message = error instanceof Error ? error.message : error;
    document.body.append(`Valley needs a browser from 2023 or later. Valley 需要 2023 年以后的浏览器。 (${message})`);
}
