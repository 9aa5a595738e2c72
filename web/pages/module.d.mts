/** What valley.mjs exports. Importing it defines <valley-figure>. */
export * from "./valley-core.mjs";
export * from "./valley-c-header.mjs";

export type FigureName =
    | "playground" | "manifold" | "loss-surface" | "descent" | "local-minima" | "learning-rate" | "stability" | "optimizers"
    | "modes" | "backprop" | "activations" | "race" | "init" | "batch-norm"; // prettier-ignore

/** A parameter: its attribute is its name in kebab-case; that of hidden is hidden-layers. */
export interface ParameterSpec {
    readonly name: string;
    readonly type: "number" | "integer" | "boolean" | "choice" | "list" | "numbers" | "text";
    readonly default: unknown;
    readonly min?: number;
    readonly max?: number;
    readonly choices?: readonly string[];
    readonly minLength?: number;
    readonly maxLength?: number;
}

/** Of every figure its name and the table of its parameters. */
export const figures: readonly { readonly name: FigureName; readonly parameters: readonly ParameterSpec[] }[];

/** What parameters holds: numbers, booleans, strings, and arrays of numbers or strings. */
export type ParameterValues = Record<string, unknown>;

/** <valley-figure name="learning-rate" lang="zh" learning-rate="0.4"></valley-figure> */
export class ValleyFigure extends HTMLElement {
    play(): void;
    pause(): void;
    /** One step, then still. */
    step(): Promise<void>;
    /** Back to the start that the parameters describe. */
    reset(): Promise<void>;
    readonly playing: boolean;
    /** Every parameter's value by name, frozen. Set, it takes some of them; one that may not be throws a RangeError that says what may. */
    get parameters(): Readonly<ParameterValues>;
    set parameters(changes: ParameterValues);
}

declare global {
    interface HTMLElementTagNameMap {
        "valley-figure": ValleyFigure;
    }
    interface HTMLElementEventMap {
        /** It can be seen and used. */
        "valley-ready": CustomEvent<{ parameters: Readonly<ParameterValues> }>;
        "valley-step": CustomEvent<unknown>;
        "valley-diverged": CustomEvent<unknown>;
        /** Something was refused or failed; message says what, in English. */
        "valley-error": CustomEvent<{ message: string; error: unknown }>;
        "valley-parameters": CustomEvent<{ parameters: Readonly<ParameterValues> }>;
    }
}
