import { describe, expect, it } from "vitest";
import { countLint, countPytest, countVitest, failedInPytest, failedInVitest } from "../../scripts/test-runners.mjs";

const vitestReport = (passed: number, failed: number, files: object[] = []) =>
  JSON.stringify({ numPassedTests: passed, numFailedTests: failed, testResults: files });
const pytestReport = (attributes: string) => `<?xml version="1.0"?><testsuites><testsuite name="pytest" ${attributes}>`;

describe("counting what the runners reported", () => {
  it("counts a lint as one check", () => {
    expect(countLint(0)).toEqual({ passed: 1, failed: 0 });
    expect(countLint(1)).toEqual({ passed: 0, failed: 1 });
  });

  it("sums vitest's tests", () => {
    expect(countVitest(vitestReport(7, 0), 0)).toEqual({ passed: 7, failed: 0 });
    expect(countVitest(vitestReport(7, 2), 1)).toEqual({ passed: 7, failed: 2 });
  });

  it("counts a test file that could not be loaded", () => {
    const broken = { status: "failed", assertionResults: [] };
    expect(countVitest(vitestReport(7, 0, [broken]), 1)).toEqual({ passed: 7, failed: 1 });
  });

  it("sums pytest's tests without the skipped", () => {
    expect(countPytest(pytestReport('errors="1" failures="2" skipped="3" tests="10"'), 1)).toEqual({
      passed: 4,
      failed: 3,
    });
  });

  it.each([
    ["crashed without a report", () => countVitest("", 139)],
    ["wrote half a report", () => countVitest('{"numPassed', 1)],
    ["ran nothing", () => countVitest(vitestReport(0, 0), 0)],
    ["ended badly though all passed", () => countVitest(vitestReport(5, 0), 1)],
    ["crashed without a report (pytest)", () => countPytest("", 139)],
    ["ran nothing (pytest)", () => countPytest(pytestReport('errors="0" failures="0" skipped="0" tests="0"'), 5)],
    [
      "ended badly though all passed (pytest)",
      () => countPytest(pytestReport('errors="0" failures="0" skipped="0" tests="5"'), 3),
    ],
  ])("counts a runner as failed that %s", (_, count) => {
    expect(count().failed).toBe(1);
  });
});

describe("naming what failed", () => {
  it("names vitest's tests with their files, and files that could not be loaded", () => {
    const report = JSON.stringify({
      testResults: [
        { name: "/repo/test/a.test.ts", status: "passed", assertionResults: [{ status: "passed", fullName: "a b" }] },
        {
          name: "/repo/test/b.test.ts",
          status: "failed",
          assertionResults: [
            { status: "passed", fullName: "good" },
            { status: "failed", fullName: "the gate turns red" },
          ],
        },
        { name: "/repo/test/c.test.ts", status: "failed", assertionResults: [] },
      ],
    });
    expect(failedInVitest(report, "/repo")).toEqual(["test/b.test.ts > the gate turns red", "test/c.test.ts"]);
  });

  it("names pytest's tests, failed or in error", () => {
    const report = `<testsuites><testsuite name="pytest">
      <testcase classname="test.python.test_a" name="test_good" time="0.1" />
      <testcase classname="test.python.test_a" name="test_bad[1-2]" time="0.1"><failure message="no">x</failure></testcase>
      <testcase classname="test.python.test_b" name="test_set_up" time="0.1"><error message="no">x</error></testcase>
    </testsuite></testsuites>`;
    expect(failedInPytest(report)).toEqual(["test.python.test_a::test_bad[1-2]", "test.python.test_b::test_set_up"]);
  });

  it("names nothing where there is no report", () => {
    expect(failedInVitest("", "/repo")).toEqual([]);
    expect(failedInPytest("")).toEqual([]);
  });
});
