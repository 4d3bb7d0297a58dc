// YAML text as a plain value that still knows on which line each key stands.
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLParseError,
  type YAMLWarning,
} from "yaml";
import type { Complaint } from "./complaint.ts";
import { ConfigError } from "./config-error.ts";

export type KeyPath = readonly (string | number)[];

export interface LocatedDocument {
  readonly value: unknown;
  /** `pacegate.yml:12, gate.tolerance`; the nearest ancestor's line where the key is missing. */
  where(path: KeyPath): string;
  lineOf(path: KeyPath): number;
  has(path: KeyPath): boolean;
}

/** Far above any real file; the parser's time on hostile text grows with the square of its length. */
const maxCharacters = 65_536;

/**
 * Parses one YAML 1.2 document.
 * @throws ConfigError if it is empty, too long, not YAML, or uses aliases, unknown tags or keys that are not plain text
 */
export function readYaml(text: string, path: string): LocatedDocument {
  if (text.length > maxCharacters) {
    throw new ConfigError({
      what: `The file is longer than ${maxCharacters} characters.`,
      where: path,
      remedy: "Check that this is the configuration and not another file.",
    });
  }
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, version: "1.2", stringKeys: true });
  const at = (offset: number) => `${path}:${lineCounter.linePos(offset).line}`;

  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) {
    throw new ConfigError({ ...explain(problem), where: at(problem.pos[0]), cause: problem });
  }
  refuseUnsafe(document, at);
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) {
    throw new ConfigError({
      what: "The file is empty.",
      where: path,
      remedy: "Add at least `version: 1`, `models` and `backends`; `pacegate init` writes an example.",
    });
  }
  const lineOf = (keys: KeyPath) => lineCounter.linePos(offsetOf(document.contents, keys)).line;
  return {
    value: document.toJS({ maxAliasCount: 0 }),
    lineOf,
    has: (keys) => document.hasIn(keys),
    where: (keys) => `${path}:${lineOf(keys)}${keys.length === 0 ? "" : `, ${formatPath(keys)}`}`,
  };
}

function explain(problem: YAMLParseError | YAMLWarning): Complaint {
  switch (problem.code) {
    case "DUPLICATE_KEY":
      return { what: "A key stands twice in one mapping.", remedy: "Keep one of the two: the other would be ignored." };
    case "RESOURCE_EXHAUSTION":
      return { what: "The file is nested too deeply.", remedy: "Check for brackets that are not closed." };
    default:
      return {
        what: `The file is not valid YAML: ${firstLine(problem.message)}`,
        remedy: "Correct the line; indentation and a missing quote are the usual causes.",
      };
  }
}

function refuseUnsafe(document: Document.Parsed, at: (offset: number) => string): void {
  visit(document, {
    Node: (_key, node) => {
      // Aliases of aliases grow exponentially when expanded; no setting needs one.
      if (!isAlias(node)) return;
      throw new ConfigError({
        what: `The alias *${node.source} is not supported.`,
        where: at(node.range?.[0] ?? 0),
        remedy: "Write the value out.",
      });
    },
    Pair: (_key, pair) => {
      if (isScalar(pair.key) && pair.key.value === "__proto__") {
        throw new ConfigError({
          what: `Unknown key "__proto__".`,
          where: at(pair.key.range?.[0] ?? 0),
          remedy: "Remove it.",
        });
      }
    },
  });
}

function offsetOf(root: Node | null, path: KeyPath): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const segment of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(segment));
      if (pair === undefined) return offset;
      offset = isScalar(pair.key) ? (pair.key.range?.[0] ?? offset) : offset;
      node = pair.value;
    } else if (isSeq(node) && typeof segment === "number") {
      const item = node.items[segment];
      offset = isNodeWithRange(item) ? item.range[0] : offset;
      node = item;
    } else {
      return offset;
    }
  }
  return offset;
}

function isNodeWithRange(value: unknown): value is { range: [number, number, number] } {
  return typeof value === "object" && value !== null && "range" in value && Array.isArray(value.range);
}

function formatPath(path: KeyPath): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    // A key that is no plain word is quoted, so that line breaks and escape codes in it stay visible and harmless.
    const word = /^[\w.-]+$/.test(key) ? key : JSON.stringify(key);
    return text === "" ? word : `${text}.${word}`;
  }, "");
}

function firstLine(message: string): string {
  const [line = message] = message.split("\n");
  return line.replace(/ at line \d+, column \d+:?$/, ".");
}
