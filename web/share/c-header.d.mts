import type { Network, NetworkJSON } from "./valley-core.mjs";

/**
 * A trained network as one C11 header that needs nothing else: name_predict(x, y) in it gives the bits of Network.predict for one example. name begins all
 * that it defines, "network" if it is left out; comment is put at its head. Throws a RangeError or TypeError that names what is wrong: a name that C would not take, a number that is none.
 */
export function cHeader(network: Network | NetworkJSON, name?: string, comment?: string): string;
