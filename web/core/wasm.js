/**
 * The WebAssembly module and its heap: the only file that knows where anything lies. A call names its arguments as nn.h does;
 * arrays are copied in, results are copied out, and what the call needed is given back, also when it fails. Memory may grow, and
 * so move, in any call: every view of it is taken afresh.
 */

/** @typedef {Float32Array | Uint32Array | Uint8Array} Copyable */
/** @typedef {number | bigint | boolean | null | Copyable | Handle | Room} Argument */
/** @typedef {Record<string, (...args: (number | bigint)[]) => number>} Exports */

/** The order is that of nn_status in nn.h. */
const STATUS = { ok: 0, diverged: 1, tooLarge: 4, badText: 7 };

/** Room for an argument that a call fills, or uses as scratch. */
class Room {
    /**
     * @param {number} length in elements of 4 bytes
     * @param {"floats" | "words" | "doubles" | "scratch"} kind
     * @param {Float32Array | Uint32Array | null} [start] what stands there before the call
     */
    constructor(length, kind, start = null) {
        this.length = length;
        this.kind = kind;
        this.start = start;
    }
}

/** A result of so many float32. @param {number} length */
export const outFloats = (length) => new Room(length, "floats");
/** A result of so many unsigned 32-bit integers. @param {number} length */
export const outWords = (length) => new Room(length, "words");
/** A result of so many float64. @param {number} length */
export const outDoubles = (length) => new Room(2 * length, "doubles");
/** Floats whose contents mean nothing before or after. @param {number} length */
export const scratch = (length) => new Room(length, "scratch");
/** An argument that is also a result: the array given stays as it is. @param {Float32Array | Uint32Array} array */
export const inOut = (array) => new Room(array.length, array instanceof Float32Array ? "floats" : "words", array);

/** Something that the core allocated: freed by its owner, or when the garbage collector finds that nobody has it any more. */
export class Handle {
    #heap;
    #freeName;
    #pointer;
    #what;

    /**
     * @param {Heap} heap
     * @param {string} what as messages call it
     * @param {string} freeName the export that frees it
     * @param {number} pointer
     */
    constructor(heap, what, freeName, pointer) {
        this.#heap = heap;
        this.#what = what;
        this.#freeName = freeName;
        this.#pointer = pointer;
        lost.register(this, { heap, freeName, pointer }, this);
    }

    get pointer() {
        if (this.#pointer === 0) throw new TypeError(`this ${this.#what} was freed`);
        return this.#pointer;
    }

    get freed() {
        return this.#pointer === 0;
    }

    /** Freeing twice does nothing. */
    free() {
        if (this.#pointer === 0) return;
        lost.unregister(this);
        this.#heap.value(this.#freeName, this.#pointer);
        this.#pointer = 0;
    }
}

/** @type {FinalizationRegistry<{heap: Heap, freeName: string, pointer: number}>} */
const lost = new FinalizationRegistry(({ heap, freeName, pointer }) => heap.value(freeName, pointer));

/** One instance of the core with its memory. */
export class Heap {
    /** @type {Exports} */
    #functions;
    /** @type {WebAssembly.Memory} */
    #memory;

    /** @param {WebAssembly.Instance} instance */
    constructor(instance) {
        this.#functions = /** @type {Exports} */ (/** @type {unknown} */ (instance.exports));
        this.#memory = /** @type {WebAssembly.Memory} */ (instance.exports.memory);
        this.#functions._initialize?.();
    }

    /**
     * Calls a function that returns an nn_status.
     * @param {string} name
     * @param {...Argument} args as in nn.h
     * @returns {{diverged: boolean, out: any[]}} a typed array for each outFloats, outWords, outDoubles and inOut, in their order
     * @throws {RangeError} whatever else the status says
     */
    call(name, ...args) {
        const { status, out } = this.#run(name, args);
        if (status !== STATUS.ok && status !== STATUS.diverged) throw this.#failure(status);
        return { diverged: status === STATUS.diverged, out };
    }

    /**
     * Calls a function that returns a number.
     * @param {string} name
     * @param {...Argument} args
     */
    value(name, ...args) {
        return this.#functions[name](...args.map((arg) => plain(arg)));
    }

    /**
     * Calls a function that returns a 0-terminated string, or NULL.
     * @param {string} name
     * @param {...Argument} args
     * @returns {string | null}
     */
    text(name, ...args) {
        return this.#text(this.value(name, ...args));
    }

    /**
     * Calls a _new function: its first argument, where the pointer goes, is left out.
     * @param {string} what as messages call it
     * @param {string} name without _new: "net"
     * @param {string} newName
     * @param {...Argument} args
     */
    create(what, name, newName, ...args) {
        const [[pointer]] = this.call(newName, outWords(1), ...args).out;
        return new Handle(this, what, `${name}_free`, pointer);
    }

    /**
     * Reads a table of numbers.
     * @param {Uint8Array} text UTF-8
     * @returns {{error: {line: number, column: number, expected: string}} | {table: import("./types.js").Points}}
     */
    csv(text) {
        const { status, out } = this.#run("csv_new", [outWords(1), outWords(3), text, text.length]);
        const [[pointer], [line, column, expected]] = out;
        if (status === STATUS.badText) return { error: { line, column, expected: this.#text(expected) ?? "" } };
        if (status !== STATUS.ok) throw this.#failure(status);
        try {
            return { table: this.#table(pointer) };
        } finally {
            this.value("csv_free", pointer);
        }
    }

    /**
     * Calls a _new function that may refuse a text by BAD_TEXT or TOO_LARGE: after the pointer it has three words that say where and why.
     * @param {string} what as messages call it
     * @param {string} name without _new
     * @param {string} newName
     * @param {Uint8Array} text UTF-8
     * @returns {{made: Handle} | {refused: [number, number, string]}} the third word is a text's address
     */
    read(what, name, newName, text) {
        const { status, out } = this.#run(newName, [outWords(1), outWords(3), text, text.length]);
        const [[pointer], [first, second, expected]] = out;
        if (status === STATUS.ok) return { made: new Handle(this, what, `${name}_free`, pointer) };
        if (status !== STATUS.badText && status !== STATUS.tooLarge) throw this.#failure(status);
        return { refused: [first, second, this.#text(expected) ?? ""] };
    }

    /** @param {number} csv */
    #table(csv) {
        const rows = this.value("csv_n_rows", csv);
        const nInputs = this.value("csv_n_inputs", csv);
        const nClasses = this.value("csv_n_classes", csv);
        const named = Array.from({ length: nInputs + 1 }, (_, i) => this.text("csv_column", csv, i) ?? "");
        const classNames = Array.from({ length: nClasses }, (_, i) => this.text("csv_class", csv, i) ?? "");
        const x = this.#floats(this.value("csv_x", csv), rows * nInputs);
        const y = this.#floats(this.value("csv_y", csv), rows);
        return { x, y, nInputs, nClasses, columnNames: named, classNames };
    }

    /**
     * @param {string} name
     * @param {Argument[]} args
     */
    #run(name, args) {
        const sizes = args.map(bytesOf);
        const total = sizes.reduce((sum, size) => sum + size, 0);
        const block = total > 0 ? this.#allocate(total) : 0;
        try {
            const pointers = this.#copyIn(block, args, sizes);
            const status = this.#functions[name](...pointers);
            return { status, out: this.#copyOut(args, pointers) };
        } finally {
            if (block !== 0) this.#functions.release(block);
        }
    }

    /** @param {number} bytes */
    #allocate(bytes) {
        const pointer = bytes <= 0x7fffffff ? this.#functions.allocate(bytes) >>> 0 : 0;
        if (pointer === 0) throw new RangeError(`there is not enough memory for ${bytes} bytes`);
        return pointer;
    }

    /**
     * Arrays into the block, one after the other.
     * @param {number} block
     * @param {Argument[]} args
     * @param {number[]} sizes in bytes
     * @returns {(number | bigint)[]} the arguments of the call itself
     */
    #copyIn(block, args, sizes) {
        const buffer = this.#memory.buffer;
        let next = block;
        return args.map((arg, i) => {
            const pointer = next;
            next += sizes[i];
            if (arg instanceof Room) {
                if (arg.start) copyBytes(buffer, pointer, arg.start);
                return pointer;
            }
            if (!ArrayBuffer.isView(arg)) return plain(arg);
            copyBytes(buffer, pointer, arg);
            return pointer;
        });
    }

    /**
     * @param {Argument[]} args
     * @param {(number | bigint)[]} pointers
     */
    #copyOut(args, pointers) {
        /** @type {(Float32Array | Uint32Array | Float64Array)[]} */
        const out = [];
        args.forEach((arg, i) => {
            if (!(arg instanceof Room) || arg.kind === "scratch") return;
            const at = Number(pointers[i]);
            if (arg.kind === "floats") out.push(this.#floats(at, arg.length));
            else if (arg.kind === "words") out.push(new Uint32Array(this.#memory.buffer, at, arg.length).slice());
            else out.push(new Float64Array(this.#memory.buffer, at, arg.length / 2).slice());
        });
        return out;
    }

    /**
     * @param {number} at
     * @param {number} length
     */
    #floats(at, length) {
        return new Float32Array(this.#memory.buffer, at, length).slice();
    }

    /** @param {number} at */
    #text(at) {
        if (at === 0) return null;
        const bytes = new Uint8Array(this.#memory.buffer);
        return new TextDecoder().decode(bytes.subarray(at, bytes.indexOf(0, at)));
    }

    /** @param {number} status */
    #failure(status) {
        return new RangeError(this.text("status_message", status) ?? "unknown status");
    }
}

/** A multiple of 16, so that what follows stands as the core's vectors like it. @param {Argument} arg */
function bytesOf(arg) {
    const bytes = arg instanceof Room ? arg.length * 4 : ArrayBuffer.isView(arg) ? arg.byteLength : 0;
    return Math.ceil(bytes / 16) * 16;
}

/**
 * @param {ArrayBuffer} buffer
 * @param {number} at
 * @param {Copyable} array
 */
function copyBytes(buffer, at, array) {
    new Uint8Array(buffer, at, array.byteLength).set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
}

/** @param {Argument} arg */
function plain(arg) {
    if (arg instanceof Handle) return arg.pointer;
    return typeof arg === "bigint" ? arg : Number(arg);
}

/**
 * @param {BufferSource | WebAssembly.Module} source
 * @returns {Promise<Heap>}
 */
export async function openHeap(source) {
    if (typeof WebAssembly !== "object") throw new Error("WebAssembly is missing or forbidden here; the core cannot run without it");
    const module = source instanceof WebAssembly.Module ? source : await WebAssembly.compile(source);
    const env = { emscripten_notify_memory_growth() {} };
    return new Heap(await WebAssembly.instantiate(module, { env }));
}
