/** TensorFlow.js in plain JavaScript. */
import { useBackend } from "./tfjs.mjs";

await useBackend("cpu");

export { makers } from "./tfjs.mjs";
