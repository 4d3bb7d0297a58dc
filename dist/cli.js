#!/usr/bin/env node
// src/cli/old-node.ts
const oldestMajor = 24;
/**
* @param version such as `process.versions.node`
* @returns one sentence on what is wrong and one on what to do, or null
*/
function oldNodeProblem(version) {
	if (Number.parseInt(version, 10) >= oldestMajor) return null;
	return `pacegate: This is Node ${version}, and Pacegate needs Node ${oldestMajor} or newer. Install that, for example with \`npm install --global node@${oldestMajor}\`, and run the command again.`;
}

// src/cli.ts
const problem = oldNodeProblem(process.versions.node);
if (problem === null) {
	const { runCommandLine } = await import("./cli-run-command-line.js");
	process.exitCode = await runCommandLine(process.argv.slice(2));
} else {
	process.stderr.write(`${problem}\n`);
	process.exitCode = 2;
}

export {  };