// Which cells are measured on which runner: one job a target, more where several machines share its work; pure.
import type { Config, Place } from "../config/index.ts";
import type { BenchPlan, MeasuredCellPlan } from "../plan/bench-plan.ts";
import { DispatchError } from "./dispatch-error.ts";
import type { BenchJob } from "./fleet.ts";
import { isToMeasure } from "./is-to-measure.ts";

export interface PackedJobs {
  /** Target by target, in the order in which the plan names them. */
  readonly jobs: readonly BenchJob[];
  /** Ids of the cells that are measured where the gate runs. */
  readonly local: readonly string[];
}

export interface PackOptions {
  readonly maxJobs?: number;
}

/** GitHub runs at most 256 jobs of one matrix. */
const defaultMaxJobs = 256;

type RunnerPlace = Extract<Place, { kind: "runner" }>;

interface TargetWork {
  readonly target: string;
  readonly place: RunnerPlace;
  readonly cells: readonly MeasuredCellPlan[];
}

/** @throws DispatchError if a cell's target is not in the config, or there are more targets than jobs */
export function packJobs(plan: BenchPlan, config: Config, options: PackOptions = {}): PackedJobs {
  const { maxJobs = defaultMaxJobs } = options;
  const places = new Map(config.targets.map(({ name, place }) => [name, place]));
  const local: string[] = [];
  const byTarget = new Map<string, { place: RunnerPlace; cells: MeasuredCellPlan[] }>();
  for (const cell of plan.cells.filter(isToMeasure)) {
    const place: Place = cell.backend === null ? { kind: "local" } : placeOf(cell.backend.target, places);
    if (cell.backend === null || place.kind === "local") {
      local.push(cell.id);
      continue;
    }
    const work = byTarget.get(cell.backend.target) ?? { place, cells: [] };
    byTarget.set(cell.backend.target, work);
    work.cells.push(cell);
  }
  const work = [...byTarget].map(([target, { place, cells }]): TargetWork => ({ target, place, cells }));
  if (work.length > maxJobs) {
    throw new DispatchError({
      what: `The plan measures on ${work.length} targets, and one run can have ${maxJobs} jobs.`,
      remedy: "Name fewer targets in `backends` of pacegate.yml.",
    });
  }
  const shards = shardsOf(work, maxJobs);
  const taken = new Set(byTarget.keys());
  return { jobs: work.flatMap((item, index) => jobsOf(item, shards[index] ?? 1, taken)), local };
}

function placeOf(target: string, places: ReadonlyMap<string, Place>): Place {
  const place = places.get(target);
  if (place !== undefined) return place;
  throw new DispatchError({
    what: `The plan measures on the target ${JSON.stringify(target)}, which the configuration does not have.`,
    remedy: "Plan again with this configuration.",
  });
}

const secondsOf = (cells: readonly MeasuredCellPlan[]): number =>
  cells.reduce((sum, { limits }) => sum + limits.seconds, 0);

/**
 * How many jobs each target gets: as many as it has runners and cells, and where that is too many in all, one more
 * at a time to the target whose jobs are the longest by then.
 */
function shardsOf(work: readonly TargetWork[], maxJobs: number): readonly number[] {
  const wanted = work.map(({ place, cells }) => Math.min(place.runners, cells.length));
  const all = wanted.reduce((sum, count) => sum + count, 0);
  if (all <= maxJobs) return wanted;
  const seconds = work.map(({ cells }) => secondsOf(cells));
  const given = work.map(() => 1);
  const meanSeconds = (index: number): number => (seconds[index] ?? 0) / (given[index] ?? 1);
  for (let left = maxJobs - work.length; left > 0; left -= 1) {
    const open = [...given.keys()].filter((index) => (given[index] ?? 0) < (wanted[index] ?? 0));
    const longest = open.reduce((best, index) => (meanSeconds(index) > meanSeconds(best) ? index : best));
    given[longest] = (given[longest] ?? 0) + 1;
  }
  return given;
}

/** @param taken names of targets, and ids that were given: these are added */
function jobsOf({ target, place, cells }: TargetWork, count: number, taken: Set<string>): BenchJob[] {
  const { runsOn, optional } = place;
  const job = (id: string, part: readonly MeasuredCellPlan[]): BenchJob => ({
    id,
    target,
    runsOn,
    cells: part.map((cell) => cell.id),
    optional,
  });
  if (count === 1) return [job(target, cells)];
  const ids = freeIds(target, count, taken);
  for (const id of ids) taken.add(id);
  return splitByTime(cells, count).map((part, index) => job(ids[index] ?? target, part));
}

/** `t4-1`, `t4-2`, unless something has such a name: a target may be called `t4-2`. */
function freeIds(target: string, count: number, taken: ReadonlySet<string>): readonly string[] {
  for (let separator = "-"; ; separator += "-") {
    const ids = Array.from({ length: count }, (_, index) => `${target}${separator}${index + 1}`);
    if (!ids.some((id) => taken.has(id))) return ids;
  }
}

/**
 * Longest processing time first: each cell, the longest first, goes to the part that is the shortest by then. The
 * longest part is then at most 4/3 - 1/(3m) of the best there is (R. L. Graham, "Bounds on multiprocessing timing
 * anomalies", SIAM Journal on Applied Mathematics 17(2), 1969). Within a part the plan's order is kept.
 */
function splitByTime(cells: readonly MeasuredCellPlan[], count: number): readonly (readonly MeasuredCellPlan[])[] {
  const parts = Array.from({ length: count }, () => ({ seconds: 0, positions: [] as number[] }));
  const longestFirst = [...cells.entries()].sort(([, a], [, b]) => b.limits.seconds - a.limits.seconds);
  for (const [position, { limits }] of longestFirst) {
    const shortest = parts.reduce((best, part) => (part.seconds < best.seconds ? part : best));
    shortest.seconds += limits.seconds;
    shortest.positions.push(position);
  }
  return parts.map(({ positions }) => {
    const chosen = new Set(positions);
    return cells.filter((_, position) => chosen.has(position));
  });
}
