/** A worker thread of Node behaving as a page's worker does: the same serve(), the same messages. */
import { Worker, isMainThread, parentPort } from "node:worker_threads";
import { serve } from "../../web/core/serve.js";

if (!isMainThread) {
    /** @type {import("../../web/core/serve.js").Scope} */
    const scope = { onmessage: null, postMessage: (message, transfer) => parentPort.postMessage(message, transfer) };
    serve(scope);
    parentPort.on("message", (data) => (data.request?.type === "crash" ? process.exit(1) : scope.onmessage({ data })));
}

/** @returns {import("../../web/core/seat.js").WorkerLike} */
export function createThread() {
    const thread = new Worker(new URL(import.meta.url));
    const worker = { onmessage: null, onerror: null, postMessage: (m) => thread.postMessage(m), terminate: () => void thread.terminate() };
    thread.on("message", (data) => worker.onmessage?.({ data }));
    thread.on("exit", (code) => code && worker.onerror?.({ message: `exit ${code}` }));
    return worker;
}
