// Counts what each test runner reported, and names what failed; a runner that crashed or ran nothing counts as failed.

/** A lint is one check: it passed or it failed. */
export function countLint(exitCode) {
  return exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Makes sure that a runner's exit code and its counts tell the same story. */
function reconcile({ passed, failed }, exitCode) {
  if (failed === 0 && (exitCode !== 0 || passed === 0)) return { passed, failed: 1 };
  return { passed, failed };
}

/** Vitest's JSON report; a file that could not be loaded has no tests but counts as one failure. */
export function countVitest(text, exitCode) {
  try {
    const report = JSON.parse(text);
    const unloadable = report.testResults.filter(
      ({ status, assertionResults }) =>
        status === "failed" && !assertionResults.some((assertion) => assertion.status === "failed"),
    ).length;
    return reconcile({ passed: report.numPassedTests, failed: report.numFailedTests + unloadable }, exitCode);
  } catch {
    return { passed: 0, failed: 1 };
  }
}

/** Pytest's JUnit report; collection errors are counted as errors there. */
export function countPytest(text, exitCode) {
  const suite = /<testsuite\s[^>]*>/.exec(text ?? "")?.[0];
  if (suite === undefined) return { passed: 0, failed: 1 };
  const number = (name) => Number(new RegExp(`\\s${name}="(\\d+)"`).exec(suite)?.[1] ?? Number.NaN);
  const failed = number("failures") + number("errors");
  const passed = number("tests") - failed - number("skipped");
  if (!Number.isInteger(passed) || !Number.isInteger(failed)) return { passed: 0, failed: 1 };
  return reconcile({ passed, failed }, exitCode);
}

/** `file > suite > test` of what failed, as far as the report tells. */
export function failedInVitest(text, root) {
  try {
    return JSON.parse(text).testResults.flatMap(({ name, status, assertionResults }) => {
      if (status !== "failed") return [];
      const file = name.startsWith(`${root}/`) ? name.slice(root.length + 1) : name;
      const failed = assertionResults.filter((assertion) => assertion.status === "failed");
      return failed.length === 0 ? [file] : failed.map(({ fullName }) => `${file} > ${fullName}`);
    });
  } catch {
    return [];
  }
}

/** `class::test` of what failed or could not be collected. */
export function failedInPytest(text) {
  const cases = (text ?? "").matchAll(/<testcase\s([^>]*[^/])>\s*<(?:failure|error)\b/g);
  return [...cases].map(([, attributes]) => {
    const value = (name) => new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1] ?? "?";
    return `${value("classname")}::${value("name")}`;
  });
}
