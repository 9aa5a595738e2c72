/**
 * The container of a video: as much of WebM (RFC 8794, RFC 9559) as one track of pictures takes.
 *
 * @typedef {{data: Uint8Array, time: number, isKey: boolean}} Chunk time in milliseconds
 */

/** An element: its name, how long it is, what it holds. @param {number[]} id @param {...(Uint8Array | number[])} content */
function element(id, ...content) {
    const length = content.reduce((sum, part) => sum + part.length, 0);
    return joined([id, sizeOf(length), ...content]);
}

/** In eight bytes, the first of which says so. @param {number} length */
function sizeOf(length) {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(length));
    bytes[0] = 1;
    return bytes;
}

/** @param {number} value a whole number */
function integer(value) {
    const bytes = [];
    for (let rest = value; rest > 0 || bytes.length === 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
    return bytes;
}

/** @param {number} value */
function float(value) {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, value);
    return bytes;
}

const text = (/** @type {string} */ value) => new TextEncoder().encode(value);

/** @param {(Uint8Array | number[])[]} parts */
function joined(parts) {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
        whole.set(part, at);
        at += part.length;
    }
    return whole;
}

/** A key frame and those that follow from it. @param {Chunk[]} chunks */
function cluster(chunks) {
    const { time } = chunks[0];
    const blocks = chunks.map((chunk) => {
        const since = chunk.time - time;
        return element([0xa3], [0x81, since >> 8, since & 255, chunk.isKey ? 0x80 : 0], chunk.data);
    });
    return element([0x1f, 0x43, 0xb6, 0x75], element([0xe7], integer(time)), ...blocks);
}

/**
 * @param {object} video
 * @param {number} video.width
 * @param {number} video.height
 * @param {string} video.codec V_VP8 or V_VP9
 * @param {number} video.duration milliseconds
 * @param {Chunk[]} video.chunks the first one a key frame; no more than 32 seconds from one to the next
 * @returns {Uint8Array}
 */
export function webmOf({ width, height, codec, duration, chunks }) {
    const head = element(
        [0x1a, 0x45, 0xdf, 0xa3],
        element([0x42, 0x86], [1]), // version
        element([0x42, 0xf7], [1]), // version that reads it
        element([0x42, 0xf2], [4]), // longest name
        element([0x42, 0xf3], [8]), // longest length
        element([0x42, 0x82], text("webm")),
        element([0x42, 0x87], [2]),
        element([0x42, 0x85], [2]),
    );
    const info = element(
        [0x15, 0x49, 0xa9, 0x66],
        element([0x2a, 0xd7, 0xb1], integer(1e6)), // nanoseconds in a unit of time
        element([0x44, 0x89], float(duration)),
        element([0x4d, 0x80], text("Valley")),
        element([0x57, 0x41], text("Valley")),
    );
    const track = element(
        [0xae],
        element([0xd7], [1]), // number
        element([0x73, 0xc5], [1]), // and name
        element([0x83], [1]), // of a video
        element([0x9c], [0]), // whose blocks hold a frame each
        element([0x86], text(codec)),
        element([0xe0], element([0xb0], integer(width)), element([0xba], integer(height))),
    );
    /** @type {Chunk[][]} */
    const groups = [];
    for (const chunk of chunks) {
        if (chunk.isKey || groups.length === 0) groups.push([]);
        groups[groups.length - 1].push(chunk);
    }
    const body = element([0x18, 0x53, 0x80, 0x67], info, element([0x16, 0x54, 0xae, 0x6b], track), ...groups.map(cluster));
    return joined([head, body]);
}
