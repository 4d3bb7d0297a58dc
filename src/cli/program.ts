// The commands, their options and their help.
import { join, resolve } from "node:path";
import { Command, Option } from "commander";
import pc from "picocolors";
import { type GateEvent, gateEvents } from "../compare/verdict.ts";
import { type FailOn, loadConfig } from "../config/index.ts";
import { errorExitCode, exitCodeOf } from "../exit-code.ts";
import { pacegateVersion } from "../pacegate-version.ts";
import { benchBundles, exportCommits, gate, judge } from "../pipeline.ts";
import { errorSentence } from "../plan/index.ts";
import { renderReport } from "../report/index.ts";
import { ResultsFolder } from "../results/index.ts";
import { makeSurroundings, type Surroundings } from "../surroundings.ts";
import { addBaselineCommand } from "./baseline-command.ts";
import { examples } from "./examples.ts";
import { addInitCommand } from "./init-command.ts";
import { baselineFolder, recordInFolder } from "./record-in-folder.ts";

export interface CommandLine {
  readonly signal: AbortSignal;
  /** Progress and errors. */
  readonly say: (line: string) => void;
  /** The report. */
  readonly write: (text: string) => void;
  /** Told the folder where what is measured is kept, whatever becomes of the rest. */
  readonly keepIn: (folder: string) => void;
  readonly finish: (exitCode: number) => void;
}

type Format = "terminal" | "markdown" | "json";

interface ProjectOptions {
  readonly directory: string;
  readonly config: string;
}
interface RevisionOptions extends ProjectOptions {
  readonly base?: string;
  readonly head?: string;
  readonly python?: string;
}
interface JudgeOptions extends ProjectOptions {
  readonly event: GateEvent;
  readonly failOn?: FailOn;
  readonly format: Format;
}
interface GateOptions extends RevisionOptions, JudgeOptions {
  readonly output?: string;
  readonly record: boolean;
}

const formats: readonly Format[] = ["terminal", "markdown", "json"];
const failOns: readonly FailOn[] = ["regression", "inconclusive", "never"];

function withProject(command: Command): Command {
  return command
    .option("-C, --directory <folder>", "the project's folder", ".")
    .option("-c, --config <file>", "configuration, relative to that folder", "pacegate.yml");
}

function withFormat(command: Command): Command {
  return command.addOption(new Option("-f, --format <format>", "of the report").choices(formats).default("terminal"));
}

function withJudge(command: Command): Command {
  return withFormat(command)
    .addOption(
      new Option("--event <event>", "which table of conclusions applies").choices(gateEvents).default("pull-request"),
    )
    .addOption(
      new Option(
        "--fail-on <what>",
        "what blocks, beside errors (default: the configuration's, else regression)",
      ).choices(failOns),
    );
}

/** Two signals are told apart from the world's: `NO_COLOR` and whether someone is looking. */
function terminalHasColor(): boolean {
  return process.stdout.isTTY === true && pc.isColorSupported;
}

export function makeProgram(line: CommandLine): Command {
  const { signal, say, write, keepIn, finish } = line;
  const warn = (warning: string): void => say(pc.yellow(`Warning: ${warning}`));
  const surroundings = (withRuntime: boolean): Promise<Surroundings> =>
    makeSurroundings({ signal, say, warn }, withRuntime);

  const program = new Command("pacegate")
    .description("Stops a pull request from making a machine-learning model slower or dearer to run.")
    .version(pacegateVersion)
    .option("--debug", "print stacks of errors")
    .addHelpText("after", examples.top)
    .exitOverride();

  withJudge(withProject(program.command("gate")))
    .description("export two commits, measure both in turn on this machine, decide, report")
    .option("--base <revision>", "compare with this commit (default: where head left the default branch)")
    .option("--head <revision>", "measure this commit (default: HEAD)")
    .option("--python <command>", "the Python that has the project's torch")
    .option("-o, --output <folder>", "where the results go (default: .pacegate/results/<head>)")
    .option("--record", `add the result to the records in ${baselineFolder}`, false)
    .addHelpText("after", examples.gate)
    .action(async (options: GateOptions) => {
      const { verdict, results, planned } = await gate(
        {
          directory: options.directory,
          configFile: options.config,
          base: options.base,
          head: options.head,
          python: options.python ?? null,
          event: options.event,
          failOn: options.failOn,
          resultsFor: (head) => {
            const folder = options.output ?? join(options.directory, ".pacegate", "results", head);
            keepIn(folder);
            return new ResultsFolder(folder);
          },
          runners: null,
        },
        await surroundings(true),
      );
      write(renderReport(verdict, { format: options.format, color: terminalHasColor() }));
      say(`Results: ${results.directory}`);
      if (options.record) {
        const path = await recordInFolder(options.directory, verdict, planned.head, new Date());
        if (path !== null) say(`Recorded: ${path}`);
      }
      finish(exitCodeOf(verdict.conclusion));
    });

  withProject(program.command("export"))
    .description("export one commit's subgraphs into a bundle")
    .option("--head <revision>", "export this commit (default: HEAD)")
    .option("--python <command>", "the Python that has the project's torch")
    .addHelpText("after", examples.export)
    .action(async (options: RevisionOptions) => {
      const { directory, config: configFile, head } = options;
      const input = { directory, configFile, base: null, head, python: options.python ?? null };
      await using exported = await exportCommits(input, await surroundings(false));
      const { bundle } = exported.head;
      for (const error of bundle.manifest.errors) say(`${error.model}: ${errorSentence(error)}`);
      write(`${bundle.directory}\n`);
      finish(bundle.manifest.errors.length === 0 ? 0 : errorExitCode);
    });

  withProject(program.command("bench"))
    .description("plan and measure two bundles on this machine")
    .option("--base <bundle>", "folder of the base's bundle; without it head alone is measured")
    .requiredOption("--head <bundle>", "folder of the head's bundle")
    .option("--objects <folder>", "the bundles' shared objects (default: objects/ in or beside each bundle)")
    .requiredOption("-o, --output <folder>", "where plan.json and measurements.json go")
    .addHelpText("after", examples.bench)
    .action(
      async (
        options: ProjectOptions & {
          readonly base?: string;
          readonly head: string;
          readonly objects?: string;
          readonly output: string;
        },
      ) => {
        const config = await loadConfig(resolve(options.directory, options.config));
        const results = new ResultsFolder(options.output);
        keepIn(options.output);
        const input = { base: options.base ?? null, head: options.head, objects: options.objects, config };
        const { plan, unmeasured } = await benchBundles(input, results, await surroundings(true));
        for (const cell of plan.cells) if (cell.action === "error") warn(`${cell.id}: ${cell.reason} ${cell.remedy}`);
        if (unmeasured.length > 0) say(`Not measured, though they could be here: ${unmeasured.join(", ")}.`);
        write(`${results.directory}\n`);
        finish(unmeasured.length === 0 ? 0 : errorExitCode);
      },
    );

  withJudge(withProject(program.command("compare")))
    .description("decide from a plan and its measurements")
    .argument("<results>", "folder with plan.json and measurements.json")
    .addHelpText("after", examples.compare)
    .action(async (folder: string, options: JudgeOptions) => {
      const results = new ResultsFolder(folder);
      const read = await loadConfig(resolve(options.directory, options.config));
      const config = options.failOn === undefined ? read : { ...read, gate: { ...read.gate, failOn: options.failOn } };
      const [plan, measurements] = [await results.readPlan(), await results.readMeasurements()];
      const versions = { pacegate: pacegateVersion };
      const planned = { plan, config, event: options.event, settingChanges: [], versions };
      const { verdict } = await judge(planned, measurements, [], results, new Date());
      write(renderReport(verdict, { format: options.format, color: terminalHasColor() }));
      finish(exitCodeOf(verdict.conclusion));
    });

  withFormat(program.command("report"))
    .description("render the verdict of a results folder again")
    .argument("<results>", "folder with verdict.json")
    .addHelpText("after", examples.report)
    .action(async (folder: string, options: { readonly format: Format }) => {
      const verdict = await new ResultsFolder(folder).readVerdict();
      write(renderReport(verdict, { format: options.format, color: terminalHasColor() }));
      finish(exitCodeOf(verdict.conclusion));
    });

  addInitCommand(program, line);
  addBaselineCommand(program, line);

  for (const command of program.commands) command.option("--debug", "print stacks of errors");
  return program;
}
