// The part of Artillery's engine interface that this engine uses, as Artillery 2 hands it over.

/** What a virtual user carries from step to step. */
export interface Context {
  readonly vars: Record<string, unknown>;
  [name: string]: unknown;
}

/** Ends a step: with an error, which ends the virtual user, or with the context for the next step. */
export type StepCallback = (error: unknown, context?: Context) => void;

/** A step of a flow, ready to run. */
export type Step = (context: Context, callback: StepCallback) => void;

/** Where an engine tells what happens: `started`, `counter`, `histogram`, `rate` and `error`. */
export interface Events {
  emit(event: string, ...args: unknown[]): unknown;
}

/** A step of a flow as it is written. */
export type StepSpec = Readonly<Record<string, unknown>>;

/** A test script, as far as an engine is concerned. */
export interface TestScript {
  readonly config: {
    readonly target?: string;
    readonly engines?: Readonly<Record<string, unknown>>;
    readonly defaults?: { readonly think?: object };
    readonly processor?: Readonly<Record<string, unknown>>;
  };
  readonly _scriptPath?: string;
  readonly _configPath?: string;
}

/** One scenario of it. */
export interface ScenarioSpec {
  readonly flow: readonly StepSpec[];
  readonly name?: string;
}

/** How Artillery helps its engines. */
export interface Helpers {
  createThink(spec: StepSpec, defaults: object): Step;
  createLoopWithCount(count: unknown, steps: readonly Step[], options: object): Step;
  template(value: unknown, context: Context): unknown;
}
