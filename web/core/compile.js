/** Compiles the core, and tells a page that forbids it from a browser that cannot. */

/**
 * @param {ArrayBuffer} bytes
 * @returns {Promise<WebAssembly.Module>} rejects with an error whose textKey names its text where the page's policy forbids it
 */
export async function compile(bytes) {
    try {
        return await WebAssembly.compile(bytes);
    } catch (error) {
        const isForbidden = typeof WebAssembly === "object" && WebAssembly.validate(bytes);
        if (!isForbidden) throw error;
        const words = "the Content-Security-Policy of this page needs 'wasm-unsafe-eval' in script-src";
        throw Object.assign(new Error(words, { cause: error }), { textKey: "frame.unsupported" });
    }
}
