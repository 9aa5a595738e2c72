/**
 * Where the nodes of a graph stand and its edges run: layer by layer, every edge from a lower layer to a higher one (Sugiyama, Tagawa and Toda 1981).
 * An edge over several layers passes each of them at a place of its own, so that it crosses no node.
 *
 * @typedef {{args: number[], op: string}} Node arguments before what uses them
 * @typedef {{width: number, height: number}} Box
 * @typedef {object} Options in CSS pixels
 * @property {Box} box of every node
 * @property {number} along least distance of two layers' boxes
 * @property {number} across least distance of two boxes of a layer
 * @property {boolean} [upwards] data flow from the bottom to the top; from left to right by default
 *
 * @typedef {{x: number, y: number}} Point
 * @typedef {object} Layout
 * @property {number} width
 * @property {number} height
 * @property {boolean} upwards
 * @property {number} layers
 * @property {Point[]} nodes middles
 * @property {Point[][]} edges [edges, in the order of nodes and their arguments]: from the side of a box through each layer between to the side of
 *     another; at each point the edge runs straight along the data's way
 *
 * @typedef {object} Group the edges from one node to another
 * @property {number} from
 * @property {number} to
 * @property {number[]} edges
 * @property {number[]} chain its vertices, from and to included
 *
 * @typedef {object} Vertices nodes first, then the places where edges pass a layer
 * @property {number[]} layer
 * @property {number[]} lanes edges that pass here; 0 for a node
 * @property {number[][]} below neighbours in the layer before
 * @property {number[][]} above neighbours in the layer behind
 */

/** Distance of the lanes of parallel edges, at most. */
const LANE = 15;
const ROUNDS = 12;

/**
 * Which layer each node is in, and the order within the layers: all that does not depend on sizes.
 * @param {readonly Node[]} nodes
 */
export function arrange(nodes) {
    const groups = groupEdges(nodes);
    const vertices = verticesOf(nodes, groups);
    return { nodes, groups, vertices, order: bestOrder(nodes, groups, vertices) };
}

/**
 * @param {ReturnType<typeof arrange>} arrangement
 * @param {Options} options
 * @returns {Layout}
 */
export function layoutGraph({ nodes, groups, vertices, order }, { box, along, across, upwards = false }) {
    const [length, breadth] = upwards ? [box.height, box.width] : [box.width, box.height];
    const lane = Math.min(LANE, (0.8 * breadth) / Math.max(1, ...groups.map(({ edges }) => edges.length - 1)));
    const half = vertices.lanes.map((lanes) => (lanes === 0 ? breadth / 2 : (lane * (lanes - 1)) / 2 + 4));
    const places = placeAcross(vertices, order, half, across);
    const top = places.reduce((least, place, v) => Math.min(least, place - half[v]), Infinity);
    const extent = places.reduce((most, place, v) => Math.max(most, place + half[v]), -Infinity) - top;
    const at = vertices.layer.map((layer) => layer * (length + along) + length / 2);
    const total = order.length * (length + along) - along;
    const point = (/** @type {number} */ forth, /** @type {number} */ aside) =>
        upwards ? { x: aside - top, y: total - forth } : { x: forth, y: aside - top };
    return {
        width: upwards ? extent : total,
        height: upwards ? total : extent,
        upwards,
        layers: order.length,
        nodes: nodes.map((_, i) => point(at[i], places[i])),
        edges: routes(groups, places, at, { length, breadth, lane }).map((route) => route.map(([forth, aside]) => point(forth, aside))),
    };
}

/** @param {readonly Node[]} nodes @returns {Group[]} */
function groupEdges(nodes) {
    /** @type {Map<string, Group>} */
    const groups = new Map();
    let edge = 0;
    nodes.forEach(({ args }, to) => {
        for (const from of args) {
            const key = `${from},${to}`;
            const group = groups.get(key) ?? { from, to, edges: [], chain: [] };
            group.edges.push(edge++);
            groups.set(key, group);
        }
    });
    return [...groups.values()];
}

/**
 * As far along as its longest way from a start; a start as far along as what it is first used for allows.
 * @param {readonly Node[]} nodes
 */
function layersOf(nodes) {
    const layer = nodes.map(() => 0);
    nodes.forEach(({ args }, i) => (layer[i] = args.reduce((most, from) => Math.max(most, layer[from] + 1), 0)));
    const first = nodes.map(() => Infinity);
    nodes.forEach(({ args }, i) => args.forEach((from) => (first[from] = Math.min(first[from], layer[i]))));
    return layer.map((depth, i) => (nodes[i].args.length === 0 && first[i] < Infinity ? first[i] - 1 : depth));
}

/**
 * @param {readonly Node[]} nodes
 * @param {Group[]} groups
 * @returns {Vertices}
 */
function verticesOf(nodes, groups) {
    const layer = layersOf(nodes);
    const lanes = nodes.map(() => 0);
    for (const group of groups) {
        group.chain = [group.from];
        for (let l = layer[group.from] + 1; l < layer[group.to]; l++) {
            group.chain.push(layer.length);
            layer.push(l);
            lanes.push(group.edges.length);
        }
        group.chain.push(group.to);
    }
    /** @type {[number[][], number[][]]} */
    const [below, above] = [layer.map(() => []), layer.map(() => [])];
    for (const { chain } of groups)
        for (let k = 1; k < chain.length; k++) {
            below[chain[k]].push(chain[k - 1]);
            above[chain[k - 1]].push(chain[k]);
        }
    return { layer, lanes, below, above };
}

/**
 * The order within each layer: that of reading the formula from its output, then improved by moving each vertex to the middle of its neighbours
 * as long as fewer edges cross.
 * @param {readonly Node[]} nodes
 * @param {Group[]} groups
 * @param {Vertices} vertices
 */
function bestOrder(nodes, groups, { layer, below, above }) {
    let order = readingOrder(nodes, groups, layer);
    let best = order;
    let fewest = crossings(order, below);
    for (let round = 0; round < ROUNDS && fewest > 0; round++) {
        order = order.map((row) => [...row]);
        const isUp = round % 2 === 0;
        const rows = order.map((_, l) => (isUp ? l : order.length - 1 - l));
        for (const l of rows) sortByNeighbours(order[l], isUp ? below : above, rankOf(order[isUp ? l - 1 : l + 1] ?? []));
        const crossed = crossings(order, below);
        if (crossed < fewest) [best, fewest] = [order, crossed];
    }
    return best;
}

/**
 * @param {readonly Node[]} nodes
 * @param {Group[]} groups
 * @param {number[]} layer
 */
function readingOrder(nodes, groups, layer) {
    const into = nodes.map(() => /** @type {Group[]} */ ([]));
    for (const group of groups) into[group.to].push(group);
    /** @type {number[][]} */
    const order = Array.from({ length: Math.max(...layer) + 1 }, () => []);
    const seen = new Set();
    const visit = (/** @type {number} */ node) => {
        if (seen.has(node)) return;
        seen.add(node);
        for (const { from, chain } of into[node]) {
            visit(from);
            for (const v of chain.slice(1, -1)) order[layer[v]].push(v);
        }
        order[layer[node]].push(node);
    };
    for (let i = nodes.length; i-- > 0; ) visit(i);
    return order;
}

/** @param {number[]} row */
const rankOf = (row) => new Map(row.map((v, rank) => [v, rank]));

/**
 * A vertex without neighbours there keeps its place.
 * @param {number[]} row
 * @param {number[][]} neighbours
 * @param {Map<number, number>} rank
 */
function sortByNeighbours(row, neighbours, rank) {
    const middle = new Map(
        row.map((v, k) => {
            const ranks = neighbours[v].map((u) => rank.get(u) ?? k);
            return [v, ranks.length > 0 ? ranks.reduce((sum, r) => sum + r, 0) / ranks.length : k];
        }),
    );
    row.sort((a, b) => /** @type {number} */ (middle.get(a)) - /** @type {number} */ (middle.get(b)));
}

/**
 * Pairs of edges between two layers that cross, over all layers.
 * @param {number[][]} order
 * @param {number[][]} below
 */
export function crossings(order, below) {
    let count = 0;
    for (let l = 1; l < order.length; l++) {
        const rank = rankOf(order[l - 1]);
        const ends = order[l].flatMap((v) => below[v].map((u) => /** @type {number} */ (rank.get(u))).sort((a, b) => a - b));
        for (let i = 0; i < ends.length; i++) for (let j = i + 1; j < ends.length; j++) if (ends[j] < ends[i]) count++;
    }
    return count;
}

/**
 * Each vertex as near to the middle of its neighbours as the order of its layer and the distances allow.
 * @param {Vertices} vertices
 * @param {number[][]} order
 * @param {number[]} half breadth
 * @param {number} gap
 * @returns {number[]}
 */
function placeAcross({ lanes, below, above }, order, half, gap) {
    const places = half.map(() => 0);
    const spread = order.map((row) => {
        let at = 0;
        return row.map((v, k) => (at += k === 0 ? 0 : half[row[k - 1]] + gap + half[v]));
    });
    order.forEach((row, l) => row.forEach((v, k) => (places[v] = spread[l][k] - (spread[l].at(-1) ?? 0) / 2)));
    for (let round = 0; round < 2 * ROUNDS; round++) {
        const rows = order.map((_, l) => (round % 2 === 0 ? l : order.length - 1 - l));
        for (const l of rows) {
            const row = order[l];
            const wish = row.map((v) => mean([...below[v], ...above[v]].map((u) => places[u])) ?? places[v]);
            const weights = row.map((v) => (lanes[v] > 0 ? 4 : 1)); // long edges straight
            settle(wish, spread[l], weights).forEach((place, k) => (places[row[k]] = place));
        }
    }
    return places;
}

/** @param {number[]} values */
const mean = (values) => (values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length);

/**
 * The places nearest to those wished for, by weighted squares, of which none is nearer to the one before than `spread` says: isotonic
 * regression by pooling adjacent violators.
 * @param {number[]} wish
 * @param {number[]} spread where each would stand were all as close together as they may
 * @param {number[]} weights
 */
export function settle(wish, spread, weights) {
    /** @type {{mean: number, weight: number, count: number}[]} */
    const pools = [];
    wish.forEach((place, k) => {
        let pool = { mean: place - spread[k], weight: weights[k], count: 1 };
        for (let last = pools.at(-1); last && last.mean > pool.mean; last = pools.at(-1)) {
            const weight = last.weight + pool.weight;
            pool = { mean: (last.mean * last.weight + pool.mean * pool.weight) / weight, weight, count: last.count + pool.count };
            pools.pop();
        }
        pools.push(pool);
    });
    const shifts = pools.flatMap((pool) => Array.from({ length: pool.count }, () => pool.mean));
    return spread.map((at, k) => at + shifts[k]);
}

/**
 * Points [along, across] of every edge. The edges of a node leave and enter it side by side, in the order of where they come from and go to.
 * @param {Group[]} groups
 * @param {number[]} places
 * @param {number[]} at
 * @param {{length: number, breadth: number, lane: number}} sizes
 * @returns {[number, number][][]}
 */
function routes(groups, places, at, { length, breadth, lane }) {
    /** @type {[number, number][][]} */
    const found = [];
    const out = ports(groups, ({ from }) => from, ({ chain }) => places[chain[1]], lane, breadth); // prettier-ignore
    const into = ports(groups, ({ to }) => to, ({ chain }) => places[chain[chain.length - 2]], lane, breadth); // prettier-ignore
    for (const { from, to, edges, chain } of groups)
        edges.forEach((edge, k) => {
            const aside = lane * (k - (edges.length - 1) / 2);
            const between = chain.slice(1, -1).flatMap((v) => /** @type {[number, number][]} */ ([
                [at[v] - length / 2, places[v] + aside],
                [at[v] + length / 2, places[v] + aside],
            ])); // prettier-ignore
            found[edge] = [
                [at[from] + length / 2, places[from] + /** @type {number} */ (out.get(edge))],
                ...between,
                [at[to] - length / 2, places[to] + /** @type {number} */ (into.get(edge))],
            ];
        });
    return found;
}

/**
 * How far from the middle of its node's side each edge ends.
 * @param {Group[]} groups
 * @param {(group: Group) => number} nodeOf
 * @param {(group: Group) => number} otherEnd
 * @param {number} lane
 * @param {number} breadth
 * @returns {Map<number, number>}
 */
function ports(groups, nodeOf, otherEnd, lane, breadth) {
    /** @type {Map<number, Group[]>} */
    const ofNode = new Map();
    for (const group of groups) ofNode.set(nodeOf(group), [...(ofNode.get(nodeOf(group)) ?? []), group]);
    const offsets = new Map();
    for (const meeting of ofNode.values()) {
        const edges = meeting.sort((a, b) => otherEnd(a) - otherEnd(b)).flatMap((group) => group.edges);
        const step = Math.min(lane, (0.8 * breadth) / Math.max(1, edges.length - 1));
        edges.forEach((edge, k) => offsets.set(edge, step * (k - (edges.length - 1) / 2)));
    }
    return offsets;
}
