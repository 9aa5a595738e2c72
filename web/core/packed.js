/**
 * Bytes from the text that a built file carries: base64 of a zlib stream. ("deflate", not "deflate-raw": Node 18 knows only the former.)
 * @param {string} text
 * @returns {Promise<ArrayBuffer>}
 */
export async function unpack(text) {
    if (typeof DecompressionStream !== "function")
        throw new Error("DecompressionStream is missing here, which unpacks the embedded core: browsers have it since 2023, Node since 18");
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Response(stream).arrayBuffer();
}
