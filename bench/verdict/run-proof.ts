// The proof's loop: blocks of quiet and busy minutes in turn, in each the scenario that is furthest behind.
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Surroundings } from "../../src/surroundings.ts";
import { type Calibrated, type CalibrationBounds, nextCalibrationStep } from "./calibration.ts";
import { calibrationLaunch } from "./calibration-launch.ts";
import type { GraphSizes } from "./graph-sizes.ts";
import { liveVerdict } from "./live-verdict.ts";
import { BusyNeighbour } from "./neighbour.ts";
import { calibratedLine, calibrationLine, verdictLine } from "./progress-lines.ts";
import { type ProofThresholds, proofConfig, proofYaml } from "./proof-config.ts";
import { ProofFolder } from "./proof-folder.ts";
import { eightPair, harmlessPair, type ProofPair, partSize, slowerPair } from "./proof-pair.ts";
import { type ProofState, thisMachine } from "./proof-state.ts";
import type { Neighbour, VerdictRecord } from "./record.ts";
import { ruleDigest } from "./rule-digest.ts";
import { eight, type Scenario } from "./scenarios.ts";
import { nextScenario, Progress } from "./schedule.ts";
import { type SearchBundle, searchPair } from "./search-bundle.ts";

export interface Proof {
  readonly scenarios: readonly Scenario[];
  readonly thresholds: ProofThresholds;
  readonly bounds: CalibrationBounds;
  readonly state: ProofState;
  readonly sizes: GraphSizes;
  /** Null: its scenario is not among those above. */
  readonly search: SearchBundle | null;
  /** By `performance.now()`: nothing is begun after it, and what has begun is ended. */
  readonly deadlineMs: number;
  readonly blockMs: number;
  /** Between a change of the neighbourhood and the first verdict. */
  readonly settleMs: number;
  readonly say: (line: string) => void;
  readonly world: Surroundings;
}

/** So many in a row are no accident: the proof would only fill its state with them. */
const mostErrorsInARow = 5;
const mostFailedLaunches = 5;

/** Records of another rule or machine are kept in the state and count for nothing here. */
export function progressOf({ state, thresholds }: Pick<Proof, "state" | "thresholds">): Progress {
  const [rule, machine] = [ruleDigest(proofYaml(thresholds, 1)), JSON.stringify(thisMachine())];
  return new Progress(
    state.records.filter((record) => record.rule === rule && JSON.stringify(record.machine) === machine),
  );
}

/** @throws the abort reason; what was measured until then is in the state */
export async function runProof(proof: Proof): Promise<Progress> {
  const progress = progressOf(proof);
  const isReady = (scenario: Scenario) => scenario.variant !== "slower" || calibratedOf(proof, scenario) !== null;
  const next = (neighbour: Neighbour) => nextScenario(proof.scenarios, neighbour, progress, isReady);
  const isOver = () => performance.now() >= proof.deadlineMs;
  let errors = 0;
  for (let neighbour: Neighbour = "quiet"; !isOver(); neighbour = neighbour === "quiet" ? "busy" : "quiet") {
    if (next("quiet") === null && next("busy") === null) break;
    if (next(neighbour) === null) continue;
    await using busy = neighbour === "busy" ? new BusyNeighbour() : null;
    await setTimeout(proof.settleMs, undefined, { signal: proof.world.signal });
    const blockEndMs = performance.now() + proof.blockMs;
    while (!isOver() && performance.now() < blockEndMs) {
      const scenario = next(neighbour);
      if (scenario === null) break;
      if (!isReady(scenario)) {
        await calibrate(proof, scenario);
        continue;
      }
      const record = await verdictOf(proof, scenario, neighbour);
      busy?.check();
      proof.state.addRecord(record);
      progress.add(record);
      proof.say(verdictLine(record, scenario, progress, minutesLeft(proof)));
      errors = record.decision === "error" ? errors + 1 : 0;
      if (errors >= mostErrorsInARow) throw new Error(`${errors} verdicts in a row were errors: ${record.reason}`);
    }
  }
  return progress;
}

const minutesLeft = ({ deadlineMs }: Proof): number => (deadlineMs - performance.now()) / 60_000;

async function verdictOf(proof: Proof, scenario: Scenario, neighbour: Neighbour): Promise<VerdictRecord> {
  const { graph, variant, addedPercent, threads } = scenario;
  const { thresholds, world } = proof;
  const calibrated = variant === "slower" ? calibratedOf(proof, scenario) : null;
  using folder = new ProofFolder();
  const position = Math.floor(world.random() * eight.parts);
  const pair = await pairOf(proof, scenario, folder, calibrated?.columns ?? 0, position);
  const live = await liveVerdict(pair, proofConfig(thresholds, threads), join(folder.path, "results"), world);
  return {
    schema: "pacegate/verdict-proof/1",
    rule: ruleDigest(proofYaml(thresholds, 1)),
    machine: thisMachine(),
    graph,
    variant,
    addedPercent,
    truePercent: calibrated?.totalPercent ?? null,
    addedColumns: calibrated?.columns ?? null,
    neighbour,
    threads,
    ...live,
  };
}

function pairOf(
  { sizes, search }: Proof,
  { graph, variant }: Scenario,
  folder: ProofFolder,
  columns: number,
  position: number,
): Promise<ProofPair> {
  if (graph === "eight subgraphs") return eightPair(folder, sizes, columns, position);
  if (graph === "search@1") {
    if (search === null) throw new Error("search@1 was not exported");
    return searchPair(folder, search);
  }
  if (variant === "slower") return slowerPair(folder, sizes, graph, columns);
  return harmlessPair(folder, sizes, graph, variant);
}

/** Of the graph that is slowed. */
const nominalPercent = ({ graph, addedPercent }: Scenario): number =>
  graph === "eight subgraphs" ? eight.slowedPercent : addedPercent;

function calibrationOf({ state, sizes, bounds }: Proof, scenario: Scenario) {
  const { graph } = scenario;
  const nominal = nominalPercent(scenario);
  const launches = state.calibrationLaunches.filter(
    (launch) => launch.graph === graph && launch.nominalPercent === nominal,
  );
  const sized = graph === "eight subgraphs" || graph === "search@1" ? sizes["0.1 ms"] : sizes[graph];
  // A part of the eight is the shortest graph with other blocks.
  const blocks = graph === "eight subgraphs" ? partSize(sizes, "slowed").blocks : sized.blocks;
  const addedNs = (nominal / 100) * sized.passMs * 1e6 * (blocks / sized.blocks);
  const firstColumns = Math.max(1, Math.round(addedNs / sized.nsPerColumn));
  return { launches, nominal, step: nextCalibrationStep(launches, nominal, firstColumns, bounds) };
}

function calibratedOf(proof: Proof, scenario: Scenario): Calibrated | null {
  const { step } = calibrationOf(proof, scenario);
  return step.kind === "done" ? step.calibrated : null;
}

/** Until it is done or the time is over; every launch is kept, so that it goes on where it was. */
async function calibrate(proof: Proof, scenario: Scenario): Promise<void> {
  const { graph } = scenario;
  let failed = 0;
  while (performance.now() < proof.deadlineMs) {
    const { launches, nominal, step } = calibrationOf(proof, scenario);
    if (step.kind === "done") {
      proof.say(calibratedLine(scenario, step.calibrated));
      return;
    }
    const { columns } = step;
    const about = { graph, nominalPercent: nominal, columns };
    if (launches.length % 10 === 0) proof.say(calibrationLine(about, launches.length + 1, minutesLeft(proof)));
    using folder = new ProofFolder();
    // Each of the eight in turn.
    const pair = await pairOf(proof, scenario, folder, columns, launches.length % eight.parts);
    try {
      const launch = await calibrationLaunch(pair, launches.length, proof.world);
      proof.state.addCalibrationLaunch({ ...about, ...launch });
      failed = 0;
    } catch (error) {
      proof.world.signal.throwIfAborted();
      failed += 1;
      proof.say(`a launch of this calibration failed: ${error instanceof Error ? error.message : String(error)}`);
      if (failed >= mostFailedLaunches) throw error;
    }
  }
}
