/**
 * Bytes as the 126 characters below 128 that a page keeps as they are: all but 0 and the carriage return. 124 of them stand for seven bits each, two
 * for six; base64 has six bits in each, and makes a page an eighth longer.
 */
export function asText(bytes) {
    const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("") + "000000";
    const codes = [];
    for (let at = 0; at + 6 < bits.length; ) {
        const six = parseInt(bits.slice(at, at + 6), 2);
        const seven = parseInt(bits.slice(at, at + 7), 2);
        codes.push(six < 2 ? 1 + 2 * six : seven === 13 ? 2 : seven);
        at += six < 2 ? 6 : 7;
    }
    return codes.map((code) => String.fromCharCode(code)).join("");
}
