/** TensorFlow.js in WebAssembly with SIMD, on one thread. */
import { setThreadsCount } from "@tensorflow/tfjs-backend-wasm";
import { useBackend } from "./tfjs.mjs";

setThreadsCount(1);
await useBackend("wasm");

export { makers } from "./tfjs.mjs";
