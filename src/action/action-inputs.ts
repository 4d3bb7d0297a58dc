// The action's inputs, read strictly: an unknown value is refused with the values that exist.
import type { GateEvent } from "../compare/verdict.ts";
import type { FailOn } from "../config/index.ts";
import { PacegateError } from "../pacegate-error.ts";

export class InputError extends PacegateError {}

const modes = ["gate", "export", "bench", "report"] as const;
export type Mode = (typeof modes)[number];
const events: readonly GateEvent[] = ["pull-request", "night", "release"];
const failOns: readonly FailOn[] = ["regression", "inconclusive", "never"];

/** Undefined: the input was left empty. */
export interface ActionInputs {
  readonly mode: Mode;
  readonly config: string;
  readonly workingDirectory: string;
  readonly base: string | undefined;
  readonly head: string | undefined;
  readonly event: GateEvent | undefined;
  readonly failOn: FailOn | undefined;
  readonly python: string | undefined;
  readonly dispatch: "local";
  readonly results: string | undefined;
  readonly summary: boolean;
}

/** One reader a field: an input that is forgotten here does not compile. */
type Readers = { readonly [Name in keyof ActionInputs]: (get: (name: string) => string) => ActionInputs[Name] };

function optional(name: string): (get: (name: string) => string) => string | undefined {
  return (get) => get(name) || undefined;
}

function oneOf<Value extends string>(name: string, values: readonly Value[], text: string): Value {
  const found = values.find((value) => value === text);
  if (found !== undefined) return found;
  throw new InputError({
    what: `The input ${name} is ${JSON.stringify(text)}; there are ${values.map((value) => `\`${value}\``).join(", ")}.`,
    where: "the step's `with:`",
    remedy: `Correct ${name}, or leave it out.`,
  });
}

/** YAML 1.2's booleans, as @actions/core has them; a typo is no `false`. */
function strictBoolean(name: string, text: string): boolean {
  if (["true", "True", "TRUE"].includes(text)) return true;
  if (["false", "False", "FALSE"].includes(text)) return false;
  throw new InputError({
    what: `The input ${name} is ${JSON.stringify(text)}, which is neither true nor false.`,
    where: "the step's `with:`",
    remedy: `Write ${name}: true or ${name}: false.`,
  });
}

const readers: Readers = {
  mode: (get) => oneOf("mode", modes, get("mode") || "gate"),
  config: (get) => get("config") || "pacegate.yml",
  workingDirectory: (get) => get("working-directory") || ".",
  base: optional("base"),
  head: optional("head"),
  event: (get) => (get("event") ? oneOf("event", events, get("event")) : undefined),
  failOn: (get) => (get("fail-on") ? oneOf("fail-on", failOns, get("fail-on")) : undefined),
  python: optional("python"),
  dispatch: (get) => oneOf("dispatch", ["local"], get("dispatch") || "local"),
  results: optional("results"),
  summary: (get) => strictBoolean("summary", get("summary") || "true"),
};

/** @param get such as @actions/core's `getInput` */
export function readActionInputs(get: (name: string) => string): ActionInputs {
  return {
    mode: readers.mode(get),
    config: readers.config(get),
    workingDirectory: readers.workingDirectory(get),
    base: readers.base(get),
    head: readers.head(get),
    event: readers.event(get),
    failOn: readers.failOn(get),
    python: readers.python(get),
    dispatch: readers.dispatch(get),
    results: readers.results(get),
    summary: readers.summary(get),
  };
}
