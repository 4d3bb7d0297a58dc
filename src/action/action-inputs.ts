// The action's inputs, read strictly: an unknown value is refused with the values that exist.
import { type GateEvent, gateEvents } from "../compare/verdict.ts";
import { durationPattern, type FailOn, parseDurationSeconds } from "../config/index.ts";
import { PacegateError } from "../pacegate-error.ts";

export class InputError extends PacegateError {}

const modes = ["gate", "announce", "export", "bench", "report"] as const;
export type Mode = (typeof modes)[number];
const dispatches = ["auto", "local", "github"] as const;
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
  readonly dispatch: (typeof dispatches)[number];
  readonly benchWorkflow: string;
  readonly queueTimeoutSeconds: number;
  readonly benchTimeoutSeconds: number;
  readonly request: string | undefined;
  readonly job: string | undefined;
  readonly results: string | undefined;
  readonly summary: boolean;
  readonly status: boolean;
  readonly comment: boolean;
  readonly commentAuthor: string | undefined;
  readonly dryRun: boolean;
  readonly token: string | undefined;
}

/** One reader a field: an input that is forgotten here does not compile. */
type Readers = { readonly [Name in keyof ActionInputs]: (get: (name: string) => string) => ActionInputs[Name] };

const place = "the step's `with:`";

function optional(name: string): (get: (name: string) => string) => string | undefined {
  return (get) => get(name) || undefined;
}

function oneOf<Value extends string>(name: string, values: readonly Value[], text: string): Value {
  const found = values.find((value) => value === text);
  if (found !== undefined) return found;
  throw new InputError({
    what: `The input ${name} is ${JSON.stringify(text)}; there are ${values.map((value) => `\`${value}\``).join(", ")}.`,
    where: place,
    remedy: `Correct ${name}, or leave it out.`,
  });
}

/** YAML 1.2's booleans, as @actions/core has them; a typo is no `false`. */
function strictBoolean(name: string, text: string): boolean {
  if (["true", "True", "TRUE"].includes(text)) return true;
  if (["false", "False", "FALSE"].includes(text)) return false;
  throw new InputError({
    what: `The input ${name} is ${JSON.stringify(text)}, which is neither true nor false.`,
    where: place,
    remedy: `Write ${name}: true or ${name}: false.`,
  });
}

function seconds(name: string, text: string): number {
  const duration = durationPattern.test(text) ? parseDurationSeconds(text) : 0;
  if (duration > 0) return duration;
  throw new InputError({
    what: `The input ${name} is ${JSON.stringify(text)}, which is no duration.`,
    where: place,
    remedy: `Write ${name}: 30m, or 90s, or 2h.`,
  });
}

/** It becomes part of an address. */
function workflowFile(text: string): string {
  if (/^[\w.-]+\.ya?ml$/.test(text)) return text;
  throw new InputError({
    what: `The input bench-workflow is ${JSON.stringify(text)}, which is no workflow's file name.`,
    where: place,
    remedy: "Write the name of a file in .github/workflows, such as pacegate-bench.yml.",
  });
}

const readers: Readers = {
  mode: (get) => oneOf("mode", modes, get("mode") || "gate"),
  config: (get) => get("config") || "pacegate.yml",
  workingDirectory: (get) => get("working-directory") || ".",
  base: optional("base"),
  head: optional("head"),
  event: (get) => (get("event") ? oneOf("event", gateEvents, get("event")) : undefined),
  failOn: (get) => (get("fail-on") ? oneOf("fail-on", failOns, get("fail-on")) : undefined),
  python: optional("python"),
  dispatch: (get) => oneOf("dispatch", dispatches, get("dispatch") || "auto"),
  benchWorkflow: (get) => workflowFile(get("bench-workflow") || "pacegate-bench.yml"),
  queueTimeoutSeconds: (get) => seconds("queue-timeout", get("queue-timeout") || "30m"),
  benchTimeoutSeconds: (get) => seconds("bench-timeout", get("bench-timeout") || "2h"),
  request: optional("request"),
  job: optional("job"),
  results: optional("results"),
  summary: (get) => strictBoolean("summary", get("summary") || "true"),
  status: (get) => strictBoolean("status", get("status") || "true"),
  comment: (get) => strictBoolean("comment", get("comment") || "true"),
  commentAuthor: optional("comment-author"),
  dryRun: (get) => strictBoolean("dry-run", get("dry-run") || "false"),
  token: optional("token"),
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
    benchWorkflow: readers.benchWorkflow(get),
    queueTimeoutSeconds: readers.queueTimeoutSeconds(get),
    benchTimeoutSeconds: readers.benchTimeoutSeconds(get),
    request: readers.request(get),
    job: readers.job(get),
    results: readers.results(get),
    summary: readers.summary(get),
    status: readers.status(get),
    comment: readers.comment(get),
    commentAuthor: readers.commentAuthor(get),
    dryRun: readers.dryRun(get),
    token: readers.token(get),
  };
}
