/** What runs in each worker of a page. */
import { serve } from "./serve.js";

serve(/** @type {import("./serve.js").Scope} */ (/** @type {unknown} */ (self)));
