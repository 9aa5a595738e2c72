/**
 * The bytes that stand in a text of characters below 128: 1 and 3 are six bits, every other character is seven; 2 stands for the carriage return,
 * which a page would lose.
 * @param {string} text
 */
export function bytesOf(text) {
    const bytes = new Uint8Array(text.length);
    let at = 0;
    let bits = 0;
    for (let i = 0, held = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        const isShort = code === 1 || code === 3;
        held = isShort ? (held << 6) | (code >> 1) : (held << 7) | (code === 2 ? 13 : code);
        bits += isShort ? 6 : 7;
        if (bits > 7) bytes[at++] = held >> (bits -= 8);
    }
    return bytes;
}
