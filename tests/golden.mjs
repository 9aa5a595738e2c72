/**
 * Runs tests/c/golden.c compiled to WebAssembly and returns what it printed. It needs nothing but the language, so that a page can be
 * handed this function as text.
 * @param {string} base64 the module
 * @returns {Promise<string>}
 */
export async function runGolden(base64) {
    let memory,
        printed = "";
    const view = () => new DataView(memory.buffer);
    const wasi = {
        /** Writes count pieces, each {address, length}, and says how many bytes those were. */
        fd_write(descriptor, pieces, count, writtenAt) {
            let written = 0;
            for (let i = 0; i < count; i++) {
                const address = view().getUint32(pieces + 8 * i, true);
                const length = view().getUint32(pieces + 8 * i + 4, true);
                printed += String.fromCharCode(...new Uint8Array(memory.buffer, address, length));
                written += length;
            }
            view().setUint32(writtenAt, written, true);
            return 0;
        },
        fd_close: () => 0,
        fd_seek: () => 0,
        proc_exit(code) {
            throw { code }; // the only way out: the module traps if this returns
        },
    };
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const env = { emscripten_notify_memory_growth() {} };
    const { instance } = await WebAssembly.instantiate(bytes, { wasi_snapshot_preview1: wasi, env });
    memory = instance.exports.memory;
    try {
        instance.exports._start();
    } catch (exit) {
        if (exit.code !== 0) throw new Error(`golden stopped (${exit.code ?? exit}): ${printed}`);
    }
    return printed;
}
