// The action: inputs in, the same pipeline as the command line, outputs, summary and annotations out.
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import * as core from "@actions/core";
import type { Verdict } from "../compare/verdict.ts";
import { loadConfig } from "../config/index.ts";
import { describeError, printable } from "../describe-error.ts";
import { errorExitCode, exitCodeOf, interruptedExitCode } from "../exit-code.ts";
import { benchBundles, exportCommits, gate, type Surroundings } from "../pipeline.ts";
import { renderReport } from "../report/index.ts";
import { ResultsFolder } from "../results/index.ts";
import { makeSurroundings } from "../surroundings.ts";
import { type ActionInputs, InputError, readActionInputs } from "./action-inputs.ts";
import { countRegressions, verdictOutput } from "./verdict-output.ts";
import { readWorkflowEvent, type WorkflowEvent } from "./workflow-event.ts";

/** Runs the action; whatever is thrown, the step fails. */
export async function runAction(): Promise<void> {
  const controller = new AbortController();
  const cancel = (): void => controller.abort(new Error("The job was cancelled."));
  process.on("SIGINT", cancel);
  process.on("SIGTERM", cancel);
  // Until something is decided the answer is: not decided.
  process.exitCode = errorExitCode;
  core.setOutput("verdict", "error");
  try {
    const inputs = readActionInputs((name) => core.getInput(name));
    process.exitCode = await runMode(inputs, await readEvent(), controller.signal);
  } catch (error) {
    core.error(describeError(error, core.isDebug()));
    process.exitCode = controller.signal.aborted ? interruptedExitCode : errorExitCode;
  } finally {
    process.off("SIGINT", cancel);
    process.off("SIGTERM", cancel);
  }
}

async function readEvent(): Promise<WorkflowEvent> {
  const path = process.env.GITHUB_EVENT_PATH;
  if (!path) return readWorkflowEvent(process.env.GITHUB_EVENT_NAME, {});
  const payload: unknown = JSON.parse(await readFile(path, "utf8"));
  return readWorkflowEvent(process.env.GITHUB_EVENT_NAME, payload);
}

function surroundings(signal: AbortSignal, withRuntime: boolean): Promise<Surroundings> {
  const say = (line: string): void => core.info(printable(line));
  const warn = (warning: string): void => core.warning(printable(warning));
  return makeSurroundings({ signal, say, warn }, withRuntime);
}

function required(value: string | undefined, name: string, mode: string): string {
  if (value !== undefined) return value;
  throw new InputError({
    what: `Mode ${mode} needs the input ${name}.`,
    where: "the step's `with:`",
    remedy: `Give ${name}; action.yml says what it is in this mode.`,
  });
}

async function runMode(inputs: ActionInputs, event: WorkflowEvent, signal: AbortSignal): Promise<number> {
  const directory = inputs.workingDirectory;
  const revisions = {
    directory,
    configFile: inputs.config,
    head: inputs.head,
    python: inputs.python ?? null,
    // An explicit head belongs to no pull request that the payload knows.
    base: inputs.base ?? event.base,
    pullRequest: inputs.head === undefined ? event.pullRequest : undefined,
  };
  switch (inputs.mode) {
    case "gate": {
      const resultsFor = (head: string) =>
        new ResultsFolder(resolve(inputs.results ?? join(directory, ".pacegate", "results", head)));
      const judged = { ...revisions, event: inputs.event ?? event.event, failOn: inputs.failOn, resultsFor };
      const { verdict, results } = await gate(judged, await surroundings(signal, true));
      return tell(verdict, results, inputs.summary);
    }
    case "export": {
      await using exported = await exportCommits({ ...revisions, base: null }, await surroundings(signal, false));
      const { directory: bundle, manifest } = exported.head.bundle;
      core.setOutput("bundle", bundle);
      for (const { model, exception, message } of manifest.errors) {
        core.error(printable(`${model}: ${exception}: ${message}`));
      }
      core.setOutput("verdict", manifest.errors.length === 0 ? "pass" : "error");
      return manifest.errors.length === 0 ? 0 : errorExitCode;
    }
    case "bench": {
      const results = new ResultsFolder(resolve(required(inputs.results, "results", "bench")));
      const head = required(inputs.head, "head", "bench");
      const config = await loadConfig(resolve(directory, inputs.config));
      await benchBundles({ base: inputs.base ?? null, head, config }, results, await surroundings(signal, true));
      core.setOutput("results", results.directory);
      core.setOutput("verdict", "");
      return 0;
    }
    case "report": {
      const results = new ResultsFolder(resolve(required(inputs.results, "results", "report")));
      return tell(await results.readVerdict(), results, inputs.summary);
    }
  }
}

/** Outputs first: a later step reads them even where the summary cannot be written. */
async function tell(verdict: Verdict, results: ResultsFolder, summary: boolean): Promise<number> {
  core.setOutput("verdict", verdictOutput(verdict));
  core.setOutput("regressions", countRegressions(verdict));
  core.setOutput("results", results.directory);
  core.setOutput("report", results.reportPath);
  core.info(renderReport(verdict, { format: "terminal" }));
  const exitCode = exitCodeOf(verdict.conclusion);
  if (exitCode !== 0) core.error(printable(verdict.headline), { title: "Pacegate" });
  if (summary && process.env.GITHUB_STEP_SUMMARY) {
    await core.summary.addRaw(renderReport(verdict, { format: "markdown" })).write();
  }
  return exitCode;
}
