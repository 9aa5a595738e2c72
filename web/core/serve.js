/** The worker's side of the pool: a module comes first, then requests. */
import { createCore } from "./inside.js";
import { handle } from "./requests.js";

/**
 * @typedef {object} Scope a worker's global object, or one end of a MessageChannel
 * @property {((event: MessageEvent) => void) | null} onmessage
 * @property {(message: any, transfer: ArrayBuffer[]) => void} postMessage
 */

/** @param {Scope} scope */
export function serve(scope) {
    /** @type {import("./inside.js").CoreInside} */
    let core;

    /** @param {WebAssembly.Module} module */
    async function start(module) {
        try {
            core = await createCore(module);
            scope.postMessage({ ready: true }, []);
        } catch (error) {
            scope.postMessage({ crash: messageOf(error) }, []);
        }
    }

    scope.onmessage = ({ data }) => {
        if (data.module) return void start(data.module);
        try {
            const reply = handle(core, data.request);
            scope.postMessage({ reply }, buffersOf(reply));
        } catch (error) {
            // After a trap the core's memory is in no known state.
            const kind = error instanceof WebAssembly.RuntimeError ? "crash" : "error";
            scope.postMessage({ [kind]: messageOf(error) }, []);
        }
    };
}

/** @param {unknown} error */
export function messageOf(error) {
    return error instanceof Error ? error.message : String(error);
}

/**
 * The buffers of all arrays in a reply, to be handed over rather than copied.
 * @param {unknown} value
 * @param {Set<ArrayBuffer>} [found]
 * @returns {ArrayBuffer[]}
 */
export function buffersOf(value, found = new Set()) {
    if (ArrayBuffer.isView(value)) found.add(/** @type {ArrayBuffer} */ (value.buffer));
    else if (typeof value === "object" && value !== null) Object.values(value).forEach((part) => buffersOf(part, found));
    return [...found];
}
