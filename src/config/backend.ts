// Backends in text: `target/engine[option,option]`, where the engine may be a pattern such as `onnxrt-*`.
import type { Backend, EngineName } from "./config.ts";
import { engineNames } from "./config.ts";

/** The shape alone; whether target and engine exist is decided by `parseConfig`. */
export const backendPattern =
  /^(?<target>[A-Za-z0-9][A-Za-z0-9._-]*)\/(?<engine>[A-Za-z0-9*-]+)(?:\[(?<options>[A-Za-z0-9._=-]+(?: ?, ?[A-Za-z0-9._=-]+)*)\])?$/;

export interface BackendText {
  readonly target: string;
  /** May hold `*`. */
  readonly engine: string;
  readonly options: readonly string[];
}

/** Takes a backend apart; null where the text has another shape. */
export function splitBackend(text: string): BackendText | null {
  const groups = backendPattern.exec(text)?.groups;
  if (groups?.target === undefined || groups.engine === undefined) return null;
  const options = groups.options?.split(",").map((option) => option.trim()) ?? [];
  return { target: groups.target, engine: groups.engine, options };
}

export function formatBackend(backend: Backend): string {
  const options = backend.options.length === 0 ? "" : `[${backend.options.join(",")}]`;
  return `${backend.target}/${backend.engine}${options}`;
}

/** The engines that a name or a pattern stands for, in the order in which they are listed; none where it is unknown. */
export function expandEngine(pattern: string): readonly EngineName[] {
  return engineNames.filter((name) => matchesPattern(pattern, name));
}

/** Whether `*` in the pattern, standing for any run of characters, makes it the text. */
export function matchesPattern(pattern: string, text: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  if (rest.length === 0) return pattern === text;
  if (!text.startsWith(first)) return false;
  // Piece by piece, leftmost match: linear, where a regular expression of many `*` could take for ever.
  let from = first.length;
  const last = rest.pop() ?? "";
  for (const piece of rest) {
    const at = text.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}

/** Engines are named after what they run on, but for TensorRT, which is for GPUs alone. */
export function runsOnCpu(engine: EngineName): boolean {
  return engine.endsWith("-cpu");
}
