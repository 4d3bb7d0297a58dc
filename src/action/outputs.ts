// What the step leaves to later steps and to its own page: outputs, annotations, the job's summary.
import * as core from "@actions/core";
import type { Verdict } from "../compare/verdict.ts";
import { printable } from "../describe-error.ts";
import { exitCodeOf } from "../exit-code.ts";
import { renderReport } from "../report/index.ts";
import type { ResultsFolder } from "../results/index.ts";
import { countRegressions, verdictOutput } from "./verdict-output.ts";

/**
 * Outputs first: a later step reads them even where the summary cannot be written.
 * @returns the exit code
 */
export async function tell(verdict: Verdict, results: ResultsFolder, summary: boolean): Promise<number> {
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
