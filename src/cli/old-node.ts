// Whether this Node can read the rest of the command line. Loaded before it, so it is written as older ones read too.

const oldestMajor = 24;

/**
 * @param version such as `process.versions.node`
 * @returns one sentence on what is wrong and one on what to do, or null
 */
export function oldNodeProblem(version: string): string | null {
  if (Number.parseInt(version, 10) >= oldestMajor) return null;
  return `pacegate: This is Node ${version}, and Pacegate needs Node ${oldestMajor} or newer. Install that, for example with \`npm install --global node@${oldestMajor}\`, and run the command again.`;
}
