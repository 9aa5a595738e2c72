/** What Valley's WebAssembly in Node is to reach on each job, and what it did. */
import { native, node, peers } from "./contenders.mjs";
import { mostToNative } from "./jobs.mjs";

const short = (x) => String(Number(x.toPrecision(3)));

/** The goals of jobs.mjs that a job has for itself. */
function ownGoals({ goal }, line, derived) {
    const goals = [];
    const times = line.timesAsFastAsConvNetJS?.[node];
    if (goal.timesAsFast && times)
        goals.push({ goal: `≥ ${goal.timesAsFast} × ConvNetJS`, reached: `× ${short(times)}`, met: times >= goal.timesAsFast });
    if (goal.ofPeak) {
        const reached = derived[node].ofPeak;
        goals.push({ goal: `≥ ${goal.ofPeak} of the peak`, reached: short(reached), met: reached >= goal.ofPeak });
    }
    if (goal.gradients) {
        const reached = derived[node].gradients;
        goals.push({ goal: `≤ ${goal.gradients} gradients`, reached: short(reached), met: reached <= goal.gradients });
    }
    return goals;
}

/** Ahead of the fastest peer, and no more than a little behind native. */
function commonGoals({ seconds, wasmToNative }) {
    const [fastest] = Object.keys(seconds)
        .filter((name) => name in peers)
        .sort((a, b) => seconds[a] - seconds[b]);
    const times = seconds[fastest] / seconds[node];
    return [
        ...(fastest ? [{ goal: "ahead of every peer", reached: `× ${short(times)} of ${fastest}`, met: times > 1 }] : []),
        { goal: `≤ ${mostToNative} of ${native}`, reached: short(wasmToNative), met: wasmToNative <= mostToNative },
    ];
}

export function goalsOf(jobs, { jobs: lines, derived }) {
    return jobs.flatMap((job) => {
        const line = lines[job.name];
        return [...ownGoals(job, line, derived), ...commonGoals(line)].map((goal) => ({ job: job.name, ...goal }));
    });
}
