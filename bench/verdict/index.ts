// `npm run bench:verdict`: the proof of the verdict on this machine, bounded in time and gone on with when run again.
import { resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { describeError } from "../../src/describe-error.ts";
import { errorExitCode, interruptedExitCode } from "../../src/exit-code.ts";
import { makeSurroundings, type Surroundings } from "../../src/surroundings.ts";
import { provenBounds } from "./calibration.ts";
import { type GraphSizes, sizeGraphs } from "./graph-sizes.ts";
import { overview } from "./progress-lines.ts";
import { proven } from "./proof-config.ts";
import { ProofState } from "./proof-state.ts";
import { unpackProof } from "./published-proof.ts";
import { type Proof, progressOf, runProof } from "./run-proof.ts";
import { isNamed, type Scenario, scenarioName, scenarios } from "./scenarios.ts";
import { type SearchBundle, searchBundle } from "./search-bundle.ts";
import { smoke } from "./smoke.ts";

interface Options {
  readonly minutes: number;
  readonly state: string;
  readonly resume?: string;
  readonly only?: readonly string[];
  readonly list: boolean;
  readonly smoke: boolean;
}

const blockMs = 4 * 60_000;
/** A child that starts takes a moment, and so does a machine that was busy. */
const settleMs = 5_000;

const say = (line: string): void => console.log(line);

function positive(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError("It is a number above 0.");
}

function chosenScenarios({ only, smoke: isSmoke }: Options): readonly Scenario[] {
  const all = isSmoke ? smoke.scenarios : scenarios;
  if (only === undefined) return all;
  const unknown = only.find((text) => !all.some((scenario) => isNamed(scenario, text)));
  if (unknown === undefined) return all.filter((scenario) => only.some((text) => isNamed(scenario, text)));
  const names = all.map((scenario) => `  ${scenarioName(scenario)}`).join("\n");
  throw new InvalidArgumentError(`No scenario's name holds ${JSON.stringify(unknown)}. There are:\n${names}`);
}

async function sizesOf(state: ProofState): Promise<GraphSizes> {
  const known = state.readGraphs();
  if (known !== null) return known;
  const sizes = await sizeGraphs((name, { blocks, passMs, nsPerColumn }) =>
    say(`sized ${name}: ${blocks} blocks, ${passMs.toFixed(3)} ms a pass, ${nsPerColumn.toFixed(0)} ns a column`),
  );
  state.writeGraphs(sizes);
  return sizes;
}

/** Export comes before everything: it would disturb what is measured. */
async function withSearch(
  chosen: readonly Scenario[],
  folder: string,
  world: Surroundings,
): Promise<{ readonly scenarios: readonly Scenario[]; readonly search: SearchBundle | null }> {
  if (!chosen.some(({ graph }) => graph === "search@1")) return { scenarios: chosen, search: null };
  const search = await searchBundle(folder, world);
  if (search !== null) return { scenarios: chosen, search };
  say("search@1 is left out: there is no .venv with PyTorch (`npm run setup` makes it)");
  return { scenarios: chosen.filter(({ graph }) => graph !== "search@1"), search };
}

async function main(options: Options, signal: AbortSignal): Promise<void> {
  if (options.resume !== undefined) unpackProof(resolve(options.resume), resolve(options.state));
  const state = new ProofState(resolve(options.state));
  const { thresholds, bounds } = options.smoke ? smoke : { thresholds: proven, bounds: provenBounds };
  const wanted = chosenScenarios(options);
  if (options.list) {
    for (const line of overview(wanted, progressOf({ state, thresholds }))) say(line);
    return;
  }
  const started = performance.now();
  const world = await makeSurroundings({ signal, say: () => undefined, warn: say }, true);
  const sizes = options.smoke ? smoke.sizes : await sizesOf(state);
  const proof: Proof = {
    ...(await withSearch(wanted, state.folder, world)),
    thresholds,
    bounds,
    state,
    sizes,
    deadlineMs: started + options.minutes * 60_000,
    blockMs,
    settleMs: options.smoke ? smoke.settleMs : settleMs,
    say,
    world,
  };
  try {
    await runProof(proof);
  } finally {
    say(`\nSo far, in ${state.folder}:`);
    for (const line of overview(proof.scenarios, progressOf(proof))) say(`  ${line}`);
  }
}

const controller = new AbortController();
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => controller.abort());

const program = new Command("bench:verdict")
  .description(
    "Proves the verdict on this machine: identical models, harmless rewrites and calibrated slowdowns through the whole\n" +
      "gate, quiet and beside a busy neighbour. Run it again to go on; Ctrl-C loses the verdict in progress at most.",
  )
  .option("--minutes <number>", "begin nothing after so many minutes", positive, 30)
  .option("--state <folder>", "where everything measured is kept", ".pacegate-verdict")
  .option("--resume <folder>", "begin with a published proof, such as docs/measurement/proof; the state must be new")
  .option("--only <text...>", "only scenarios whose name holds one of these texts, such as '1 ms +2%' or renamed")
  .option("--list", "list the scenarios and how far they are, and measure nothing", false)
  .option("--smoke", "two tiny verdicts by a rule of their own; give it a --state of its own", false)
  .action(async (options: Options) => {
    try {
      await main(options, controller.signal);
    } catch (error) {
      if (controller.signal.aborted) {
        process.exitCode = interruptedExitCode;
        return;
      }
      console.error(error instanceof InvalidArgumentError ? error.message : describeError(error, true));
      process.exitCode = errorExitCode;
    }
  });

await program.parseAsync();
