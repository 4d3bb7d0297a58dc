// One launch of a graph cell: a fresh worker, outputs checked, sizes from its pilot, then the scheduled duet.
import type { z } from "zod";
import type { EngineName, ParityTolerance } from "../config/config.ts";
import { machineDigest } from "./environment.ts";
import { headOnlySchedule, launchSchedule } from "./launch-schedule.ts";
import { instancesMs, launchSizes, type Pilot } from "./launch-sizes.ts";
import type { Instance, Launch, Parity, Sides } from "./measurements.ts";
import { seededRandom } from "./seeded-random.ts";
import {
  helloResult,
  instanceEvent,
  launchResult,
  type PrepareResult,
  parityEvent,
  prepareResult,
  protocolVersion,
  type SideWork,
  type WorkerMethod,
  type WorkerRequests,
} from "./worker-messages.ts";
import { type WorkerCommand, WorkerFailure, WorkerProcess, type WorkerRequest } from "./worker-process.ts";

export interface GraphLaunchInput {
  readonly engine: EngineName;
  readonly flags: readonly string[];
  readonly threads: number;
  readonly parityTolerance: ParityTolerance;
  readonly base: SideWork | null;
  readonly head: SideWork;
  readonly command: WorkerCommand;
  readonly timeouts: LaunchTimeouts;
  readonly onWorker?: ((worker: { readonly pid: number | undefined }) => void) | undefined;
}

/** Silence that is taken for a hang. */
export interface LaunchTimeouts {
  /** Starting and loading the runtime. */
  readonly startMs: number;
  /** Reading, loading and checking one side. */
  readonly prepareMs: number;
  /** An instance may take this much longer than its pilot says… */
  readonly slowdown: number;
  /** …and this much in any case. */
  readonly instanceMs: number;
}

export const defaultTimeouts: LaunchTimeouts = {
  startMs: 60_000,
  prepareMs: 300_000,
  slowdown: 20,
  instanceMs: 30_000,
};

export interface GraphLaunch {
  readonly launch: Launch;
  readonly parity: readonly Parity[];
  readonly runtime: string;
}

function pilotOf(prepared: PrepareResult): Pilot {
  return {
    pairMs: (prepared.base?.passMs ?? 0) + prepared.head.passMs,
    createMs: (prepared.base?.createMs ?? 0) + prepared.head.createMs,
  };
}

const givenSides = ({ base, head }: GraphLaunchInput): Sides => ({ base: base?.digest ?? null, head: head.digest });

/** An instance is kept only if it holds what was asked for: each side's own work, every pair, every call. */
function checkInstance(
  { sides: ran, ...instance }: z.infer<typeof instanceEvent>,
  input: GraphLaunchInput,
  pairs: number,
): Instance {
  const given = givenSides(input);
  if (ran.base !== given.base || ran.head !== given.head) {
    throw new Error("its base and head are not the sides that the worker was given");
  }
  const complete = instance.pairs.every(
    (pair) =>
      pair.headNs.length === input.head.calls.length &&
      (pair.baseNs?.length ?? null) === (input.base?.calls.length ?? null),
  );
  if (instance.pairs.length !== pairs || !complete) throw new Error("pairs or calls are missing");
  return instance;
}

/** @throws WorkerFailure if the worker fails in any way, Cancelled on abort */
export async function runGraphLaunch(
  input: GraphLaunchInput,
  index: number,
  seed: number,
  signal: AbortSignal | undefined,
): Promise<GraphLaunch> {
  const startedAt = new Date().toISOString();
  const start = performance.now();
  await using worker = new WorkerProcess(input.command);
  input.onWorker?.(worker);
  const ask = <Method extends WorkerMethod, T>(
    method: Method,
    params: WorkerRequests[Method],
    rest: Pick<WorkerRequest<T>, "result" | "timeoutMs" | "onEvent">,
  ) => worker.request({ method, params, ...rest }, signal);

  const { runtime } = await ask(
    "hello",
    { protocol: protocolVersion, engine: input.engine },
    { result: helloResult, timeoutMs: input.timeouts.startMs },
  );
  const parity: Parity[] = [];
  const prepared = await ask(
    "prepare",
    {
      threads: input.threads,
      flags: input.flags,
      parityTolerance: input.parityTolerance,
      base: input.base,
      head: input.head,
      first: input.base !== null && seededRandom(~seed)() < 0.5 ? "base" : "head",
    },
    {
      result: prepareResult,
      timeoutMs: input.timeouts.prepareMs,
      onEvent: (_, data) => parity.push(parityEvent.parse(data)),
    },
  );
  if (parity.length !== (input.base === null ? 1 : 2) || (prepared.base === null) !== (input.base === null)) {
    throw new WorkerFailure("protocol", null, "the worker did not check the outputs of every side", []);
  }

  const pilot = pilotOf(prepared);
  const sizes = launchSizes(pilot);
  const schedule = input.base === null ? headOnlySchedule(sizes) : launchSchedule(sizes, seed);
  const instances: Instance[] = [];
  const perInstanceMs = instancesMs(sizes, pilot) / schedule.instances.length;
  const answer = await ask("launch", schedule, {
    result: launchResult,
    timeoutMs: input.timeouts.instanceMs + input.timeouts.slowdown * perInstanceMs,
    onEvent: (_, data) => instances.push(checkInstance(instanceEvent.parse(data), input, sizes.pairsPerInstance)),
  });
  if (answer.instances !== schedule.instances.length || instances.length !== schedule.instances.length) {
    throw new WorkerFailure("protocol", null, "the worker left out instances of the launch", []);
  }
  const seconds = (performance.now() - start) / 1000;
  // Each instance has said that it ran these.
  const sides = givenSides(input);
  const launch = { index, seed, startedAt, seconds, sides, machine: machineDigest(), instances };
  return { launch, parity, runtime };
}
