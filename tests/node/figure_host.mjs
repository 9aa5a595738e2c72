/** What a figure's asking needs of a Host, answered by the core at once; counts what was asked. */
import { handle } from "../../web/core/requests.js";
import { textIn } from "../../web/text/index.js";

/** @param {import("../../web/core/inside.js").CoreInside} core */
export function askingHost(core) {
    const asked = [];
    const answer = (request) => {
        asked.push(request.type);
        return handle(core, request);
    };
    return {
        asked,
        t: textIn("en"),
        ask: async (_slot, request) => answer(request),
        askAll: async (_slot, requests) => requests.map(answer),
    };
}
