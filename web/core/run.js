/** A piece of training within a budget of time, and, where it diverges, the last moment at which every number was finite. */
import { integer } from "./check.js";

/** @typedef {import("./objective.js").Trainer} Trainer */
/** @typedef {import("./optimizer.js").OptimizerHandle} OptimizerHandle */
/** @typedef {import("./messages.js").TrainRequest} TrainRequest */
/** @typedef {import("./objective.js").State & {step: number}} Moment of a run */

/** Milliseconds a slice should take: many enough to hear the budget, few enough calls to cost nothing. */
const SLICE_TIME = 4;

/** Beginnings of slices that are kept to go back to, besides the run's own. */
const MOST_MOMENTS = 16;

/**
 * At most request.steps. The bits are those of one call, wherever time cuts it.
 * @param {Trainer} trainer
 * @param {import("./objective.js").State} start
 * @param {OptimizerHandle} optimizer
 * @param {TrainRequest} request
 * @param {(moment: Moment) => boolean} isFinite whether the losses of all examples are: the trainer sees no more than a batch
 */
export function runToLastFinite(trainer, start, optimizer, request, isFinite) {
    const run = runSliced(trainer, { ...start, step: request.step }, optimizer, request);
    const diverged = run.diverged || !isFinite(run.now);
    const { theta, running, state, step } = diverged ? lastFinite(trainer, run, optimizer, request, isFinite) : run.now;
    const losses = run.losses.slice(0, step - request.step);
    return { theta: theta.slice(), running: running.slice(), state: state.slice(), step, losses, diverged };
}

/**
 * In slices until the budget is spent. moments: where slices began, oldest first.
 * @param {Trainer} trainer
 * @param {Moment} start
 * @param {OptimizerHandle} optimizer
 * @param {TrainRequest} request
 */
function runSliced(trainer, start, optimizer, { step, steps, budget = Infinity, seed = 0 }) {
    integer("step", step, { most: 2 ** 32 - 1e7 });
    integer("steps", steps, { most: 1e7 });
    const losses = new Float32Array(steps);
    const begin = performance.now();
    const moments = [start];
    let now = start;
    let diverged = false;
    for (let slice = 1, spent = 0, done = 0; done < steps && !diverged && spent < budget; ) {
        const next = trainer.run(now, optimizer, { seed, from: now.step, steps: Math.min(slice, steps - done) });
        losses.set(next.losses, done);
        done += next.done;
        now = { ...stateOf(next), step: step + done };
        diverged = next.diverged;
        moments.push(now);
        if (moments.length > MOST_MOMENTS) moments.splice(1, 1);
        spent = performance.now() - begin;
        slice = nextSlice(slice, done / spent, Math.min(SLICE_TIME, budget - spent));
    }
    return { now, diverged, losses, moments };
}

/** @param {import("./objective.js").State} state @returns {import("./objective.js").State} */
const stateOf = ({ theta, running, state }) => ({ theta, running, state });

/**
 * As many steps as the time allows, but no more than four times as many as the last slice had: a browser's clock may tick in whole milliseconds
 * only, and then knows no speed yet.
 * @param {number} slice
 * @param {number} speed steps a millisecond; infinite before the clock's first tick
 * @param {number} time milliseconds
 */
function nextSlice(slice, speed, time) {
    return Math.max(1, Math.min(4 * slice, Math.floor(speed * time)));
}

/**
 * The last moment of a run at which isFinite holds. Slices are walked again step by step, the last first, so that it does not matter how the run was cut.
 * @param {Trainer} trainer
 * @param {{now: Moment, moments: Moment[]}} run
 * @param {OptimizerHandle} optimizer
 * @param {TrainRequest} request
 * @param {(moment: Moment) => boolean} isFinite
 * @returns {Moment}
 */
function lastFinite(trainer, { now, moments }, optimizer, { seed = 0 }, isFinite) {
    if (isFinite(now)) return now;
    let end = now.step;
    for (const begin of moments.reverse()) {
        /** @type {Moment | null} */
        let found = null;
        for (let moment = begin; moment.step <= end; ) {
            if (isFinite(moment)) found = moment;
            const next = trainer.run(moment, optimizer, { seed, from: moment.step, steps: 1 });
            if (next.done === 0) break;
            moment = { ...stateOf(next), step: moment.step + 1 };
        }
        if (found) return found;
        end = begin.step;
    }
    return moments[moments.length - 1]; // the start, which nobody can mend
}
