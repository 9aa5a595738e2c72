/** What the Share menu and the sound ask of a figure that trains by a Session; index.html, which has neither, is built without. */
import { trainingHeard, trainingHistory } from "./history.js";
import { trainedNetwork } from "./network-json.js";

/**
 * @param {import("../host.js").Host} host
 * @param {import("../figure/training/session.js").Session} session
 * @returns {Pick<import("../host.js").LiveFigure, "heard" | "history" | "network">}
 */
export const takenFrom = (host, session) => ({
    heard: () => trainingHeard(session),
    history: () => trainingHistory(session),
    network: () => trainedNetwork(host, session.run, session.data),
});
