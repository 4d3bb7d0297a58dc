// The text of `pacegate.yml` -> Config: shape by zod first, then the checks that need more than one key.
import { formatBackend } from "./backend.ts";
import { type Complaint, readComplaint, readComplaints } from "./complaint.ts";
import type { Config, TailThresholds } from "./config.ts";
import { ConfigError } from "./config-error.ts";
import { configFileSchema, type P95File } from "./config-file-schema.ts";
import { parseDurationSeconds } from "./duration.ts";
import { type KeyPath, type LocatedDocument, readYaml } from "./located-document.ts";
import { nearest } from "./nearest.ts";
import { parsePercent } from "./percent.ts";
import { type Fail, resolveBackends, resolveBudgets, resolveModels, resolveTargets } from "./resolve.ts";
import { unknownBackends } from "./unknown-backends.ts";

/** Defaults of the gate, as the README states them. */
const defaults = {
  tolerance: 0.01,
  resolution: 0.02,
  /** Of launches of identical models the ratio of the 95th percentiles scatters by 4 to 30% (docs/measurement.md). */
  p95: { tolerance: 0.1, resolution: 0.2 },
  secondsPerCell: 120,
} as const;

/** More than this many problems at once help nobody. */
const maxFurtherProblems = 4;

/**
 * Parses the text of a `pacegate.yml`.
 * @param path where it was read from, for messages
 * @throws ConfigError naming file, line, key, what is wrong and what to write instead
 */
export function parseConfig(text: string, path: string): Config {
  const document = readYaml(text, path);
  const parsed = configFileSchema.safeParse(document.value);
  const unknown = unknownBackends(document.value, parsed.success);
  if (!parsed.success) throw describe([...parsed.error.issues, ...unknown], document);
  if (unknown.length > 0) throw describe(unknown, document);
  const file = parsed.data;
  const fail: Fail = (keys, what, remedy) => {
    throw new ConfigError({ what, where: document.where(keys), remedy });
  };

  const models = resolveModels(file, fail);
  const targets = resolveTargets(file, fail);
  const backends = resolveBackends(file, fail);
  return {
    path,
    setup: file.setup ?? null,
    python: file.python ?? null,
    models,
    targets,
    backends,
    gate: {
      tolerance: parsePercent(file.gate?.tolerance ?? defaults.tolerance),
      resolution: parsePercent(file.gate?.resolution ?? defaults.resolution),
      p95: resolveP95(file.gate?.metrics?.p95),
      budgets: resolveBudgets(file, models, backends.map(formatBackend), fail),
      failOn: file.gate?.["fail-on"] ?? "regression",
      secondsPerCell: parseDurationSeconds(file.gate?.limits?.["seconds-per-cell"] ?? defaults.secondsPerCell),
    },
    weights: file.weights ?? "real",
    ...(file.baseline?.branch === undefined ? {} : { baselineBranch: file.baseline.branch }),
  };
}

function resolveP95(asked: P95File): TailThresholds | null {
  if (asked === "off" || asked === false) return null;
  if (asked === undefined || asked === "on" || asked === true) return defaults.p95;
  return {
    tolerance: parsePercent(asked.tolerance ?? defaults.p95.tolerance),
    resolution: parsePercent(asked.resolution ?? defaults.p95.resolution),
  };
}

interface Problem extends Complaint {
  readonly path: KeyPath;
  readonly line: number;
  readonly isUnknownKey: boolean;
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
}

function problemsOf({ path, message, keys }: Issue, document: LocatedDocument): readonly Problem[] {
  const parent = path.map((key) => (typeof key === "symbol" ? String(key) : key));
  if (keys === undefined) {
    return [{ ...readComplaint(message), path: parent, line: document.lineOf(parent), isUnknownKey: false }];
  }
  // zod places unknown keys at their parent; the reader wants each key's own line.
  return readComplaints(message).map((complaint, index) => {
    const own = [...parent, ...keys.slice(index, index + 1)];
    return { ...complaint, path: own, line: document.lineOf(own), isUnknownKey: true };
  });
}

/** A key that is missing because it stands there misspelt: the unknown key has told it. */
function isToldAsUnknown(
  { path, isUnknownKey }: Problem,
  issues: readonly Issue[],
  document: LocatedDocument,
): boolean {
  const key = path.at(-1);
  if (isUnknownKey || typeof key !== "string" || document.has(path)) return false;
  const parent = path.slice(0, -1);
  return issues.some(
    ({ path: at, keys = [] }) =>
      at.length === parent.length &&
      at.every((part, index) => part === parent[index]) &&
      keys.some((unknown) => nearest(unknown, [key]) !== null),
  );
}

/** One error for all issues: unknown keys lead, then the first in the file; the others follow in its remedy. */
function describe(issues: readonly Issue[], document: LocatedDocument): ConfigError {
  const problems = issues
    .flatMap((issue) => problemsOf(issue, document))
    .filter((problem) => !isToldAsUnknown(problem, issues, document))
    .sort((one, other) => Number(other.isUnknownKey) - Number(one.isUnknownKey) || one.line - other.line);
  const [first, ...others] = problems;
  const further = others
    .slice(0, maxFurtherProblems)
    .map((problem) => `\n  Also ${document.where(problem.path)}: ${problem.what} ${problem.remedy}`);
  const unlisted = others.length - further.length;
  const rest = unlisted > 0 ? `\n  And ${unlisted} more.` : "";
  return new ConfigError({
    what: first?.what ?? "The file has a problem.",
    where: document.where(first?.path ?? []),
    remedy: `${first?.remedy ?? "Correct it."}${further.join("")}${rest}`,
  });
}
