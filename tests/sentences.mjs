/**
 * Whether a text is one sentence, English or Chinese, and set as one: a full stop at its end and none before, nor a space too many.
 * A stop with no space behind it is a decimal point.
 * @param {string} text
 */
export function isOneSentence(text) {
    const inside = text.slice(0, -1);
    return /[.。]$/u.test(text) && !/[。！？]|[.!?]["”)]?\s/u.test(inside) && !/\s\s|\s[.,;。，；]/u.test(text);
}
