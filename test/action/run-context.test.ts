import { describe, expect, it } from "vitest";
import { forkArtifact, parcelArtifact, readRunContext } from "../../src/action/run-context.ts";

const variables = {
  GITHUB_REPOSITORY: "acme/search",
  GITHUB_API_URL: "https://ghe.example/api/v3",
  GITHUB_SERVER_URL: "https://ghe.example",
  GITHUB_RUN_ID: "4711",
  GITHUB_RUN_ATTEMPT: "2",
};

describe("the run context", () => {
  it("is read from the variables that every runner sets", () => {
    expect(readRunContext({ ...variables, HOME: "/root" })).toEqual({
      repository: { owner: "acme", name: "search" },
      apiUrl: "https://ghe.example/api/v3",
      runId: 4711,
      attempt: 2,
      runUrl: "https://ghe.example/acme/search/actions/runs/4711",
      repositoryUrl: "https://ghe.example/acme/search",
    });
  });

  it.each([[{}], [{ ...variables, GITHUB_RUN_ID: undefined }], [{ ...variables, GITHUB_RUN_ID: "" }]])(
    "is not there outside of a workflow: %j",
    (environment) => {
      expect(readRunContext(environment)).toBeNull();
    },
  );

  it.each([
    ["GITHUB_REPOSITORY", undefined],
    ["GITHUB_REPOSITORY", "acme"],
    ["GITHUB_REPOSITORY", "acme/search/../other"],
    ["GITHUB_REPOSITORY", "acme/se arch"],
    ["GITHUB_API_URL", "api"],
    ["GITHUB_SERVER_URL", ""],
    ["GITHUB_RUN_ID", "4711; rm -rf ."],
    ["GITHUB_RUN_ATTEMPT", "-1"],
    ["GITHUB_RUN_ATTEMPT", undefined],
  ])("names the variable %s where it is %j", (name, value) => {
    expect(() => readRunContext({ ...variables, [name]: value })).toThrow(new RegExp(`The variable ${name} is not`));
  });

  it("names artifacts by run and attempt, so that a job that is run again uploads anew", () => {
    const run = readRunContext(variables);
    const again = readRunContext({ ...variables, GITHUB_RUN_ATTEMPT: "3" });
    if (run === null || again === null) throw new Error("There is no run.");
    expect(parcelArtifact(run)).toBe("pacegate-parcel-4711-2");
    expect(parcelArtifact(again)).toBe("pacegate-parcel-4711-3");
    expect(forkArtifact(4711, 2)).toBe("pacegate-fork-4711-2");
  });
});
