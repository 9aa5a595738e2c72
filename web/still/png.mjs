/** Small PNG files: a palette of at most 256 colours, as few bits a channel as that takes. */
import { crc32, deflateSync } from "node:zlib";

/** In place of a colour where a pixel is transparent: the first of the palette. */
const NOTHING = -1;

const crc = crc32 ?? crcTable();

function crcTable() {
    const table = Uint32Array.from({ length: 256 }, (_, n) => {
        for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
        return n;
    });
    return (bytes) => ~bytes.reduce((sum, byte) => table[(sum ^ byte) & 255] ^ (sum >>> 8), ~0) >>> 0;
}

function chunk(type, data) {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** The colours with so many bits a channel left, in the middle of what they stand for. */
function coarse(data, bits) {
    const low = 8 - bits;
    const round = (value) => ((value >> low) << low) | ((1 << low) >> 1); // with 8 bits itself
    return Array.from({ length: data.length / 4 }, (_, i) =>
        data[4 * i + 3] === 0 ? NOTHING : (round(data[4 * i]) << 16) | (round(data[4 * i + 1]) << 8) | round(data[4 * i + 2]),
    );
}

/** @param {{width: number, height: number, data: Uint8ClampedArray}} image each pixel opaque or fully transparent @param {number} [mostBits] a channel @returns {string} a data: address */
export function pngAddress({ width, height, data }, mostBits = 6) {
    let pixels, palette;
    for (let bits = mostBits; ; bits--) {
        pixels = coarse(data, bits);
        palette = [...new Set(pixels)].sort((a, b) => a - b);
        if (palette.length <= 256) break;
    }
    const indexOf = new Map(palette.map((color, index) => [color, index]));
    const rows = Buffer.alloc(height * (width + 1));
    for (let i = 0; i < pixels.length; i++) rows[Math.floor(i / width) * (width + 1) + 1 + (i % width)] = indexOf.get(pixels[i]);
    const header = Buffer.alloc(13);
    header.writeUInt32BE(width, 0);
    header.writeUInt32BE(height, 4);
    header.set([8, 3, 0, 0, 0], 8);
    const colors = Buffer.from(palette.flatMap((color) => [(color >> 16) & 255, (color >> 8) & 255, color & 255]));
    const parts = [
        chunk("IHDR", header),
        chunk("PLTE", colors),
        ...(palette[0] === NOTHING ? [chunk("tRNS", Buffer.of(0))] : []),
        chunk("IDAT", deflateSync(rows, { level: 9 })),
        chunk("IEND", Buffer.alloc(0)),
    ];
    const file = Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), ...parts]);
    return `data:image/png;base64,${file.toString("base64")}`;
}
