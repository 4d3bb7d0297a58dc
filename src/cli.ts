#!/usr/bin/env node
// Entry of the command line: what it is made of is loaded only by a Node that can read it.
import { oldNodeProblem } from "./cli/old-node.ts";
import { errorExitCode } from "./exit-code.ts";

const problem = oldNodeProblem(process.versions.node);
if (problem === null) {
  const { runCommandLine } = await import("./cli/run-command-line.ts");
  process.exitCode = await runCommandLine(process.argv.slice(2));
} else {
  process.stderr.write(`${problem}\n`);
  process.exitCode = errorExitCode;
}
