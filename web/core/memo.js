/** What was made last, by key. What falls out, and can be freed, is freed. @template T */
export class Memo {
    /** @type {Map<string, T>} oldest use first */
    #made = new Map();

    /**
     * @param {number} size
     * @param {(made: T) => void} [dispose]
     */
    constructor(size, dispose = () => {}) {
        this.size = size;
        this.dispose = dispose;
    }

    /**
     * @param {string} key
     * @param {() => T} make
     * @returns {T}
     */
    get(key, make) {
        const known = this.#made.get(key);
        const value = known ?? make();
        this.#made.delete(key);
        this.#made.set(key, value);
        if (this.#made.size > this.size) this.#dropOldest();
        return value;
    }

    #dropOldest() {
        const [[key, value]] = this.#made;
        this.#made.delete(key);
        this.dispose(value);
    }
}
