import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type GitHubContext, holds, interpolate } from "./github-expression.ts";
import { type Job, readRootFile, readWorkflow, type Step, workflowPaths } from "./workflow-files.ts";

const oneStep = "examples/workflows/pacegate.yml";
const oneLine = "examples/workflows/pacegate-one-line.yml";
const fork = "examples/workflows/pacegate-fork.yml";
const bench = "examples/workflows/pacegate-bench.yml";
const reusable = ".github/workflows/gate.yml";
const gates = [oneStep, oneLine, ".github/workflows/pacegate.yml"];

const expression = (text: string): string => `\${{ ${text} }}`;
const jobsOf = (path: string): [string, Job][] => Object.entries(readWorkflow(path).jobs);
const stepsOf = (path: string): Step[] => jobsOf(path).flatMap(([, { steps }]) => steps ?? []);
const isOwnAction = ({ uses = "" }: Step): boolean => /^(\.\/(pacegate)?|OWNER\/pacegate@v1)$/.test(uses);

describe.each(workflowPaths)("%s", (path) => {
  it("gives no expression to a shell", () => {
    for (const { run = "" } of stepsOf(path)) expect(run).not.toContain(expression("").slice(0, 3));
  });

  it("gives nothing that it does not name, and writes per job", () => {
    const { permissions = {} } = readWorkflow(path);
    for (const [, { permissions: own }] of jobsOf(path)) expect(own ?? permissions).not.toEqual({});
    const many = jobsOf(path).length > 1;
    if (many) expect(permissions).toEqual({});
  });

  it("pins what others wrote to a digest with its version beside it", () => {
    const uses = readRootFile(path).matchAll(/^[ -]*uses: (?!\.\/|OWNER\/)(.*)$/gm);
    for (const [, action] of uses) expect(action).toMatch(/^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it("keeps no credentials in a checkout", () => {
    const checkouts = stepsOf(path).filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    for (const checkout of checkouts) expect(checkout.with?.["persist-credentials"]).toBe(false);
  });

  it("gives the action inputs that it has", () => {
    const known = Object.keys(parse(readRootFile("action.yml")).inputs);
    for (const step of stepsOf(path).filter(isOwnAction)) {
      for (const name of Object.keys(step.with ?? {})) expect(known).toContain(name);
    }
  });
});

it("gives the reusable workflow inputs that it has", () => {
  const known = Object.keys(parse(readRootFile(reusable)).on.workflow_call.inputs);
  const calls = workflowPaths.flatMap(jobsOf).filter(([, { uses }]) => uses?.includes("gate.yml"));
  expect(calls).toHaveLength(2);
  for (const [, { with: given = {} }] of calls) for (const name of Object.keys(given)) expect(known).toContain(name);
});

describe("permissions", () => {
  const pullRequest: GitHubContext = {
    event_name: "pull_request",
    run_id: 1,
    repository: "team/search",
    event: {
      action: "synchronize",
      pull_request: { number: 7, labels: [], head: { repo: { full_name: "team/search" } } },
    },
  };

  it.each([oneStep, reusable, fork])("let no job of a pull request write to the repository (%s)", (path) => {
    const writers = jobsOf(path).filter(([, { permissions }]) => permissions?.contents === "write");
    for (const [, { if: condition }] of writers) {
      expect(holds(condition, pullRequest)).toBe(false);
      expect(holds(condition, { ...pullRequest, event_name: "merge_group", event: {} })).toBe(false);
      expect(holds(condition, { ...pullRequest, event_name: "workflow_run", event: {} })).toBe(false);
    }
  });

  it("let the export of the reusable workflow read, and nothing else", () => {
    expect(readWorkflow(reusable).jobs.export?.permissions).toEqual({ contents: "read" });
  });

  it("let the job that says `pending` set a status, and nothing else", () => {
    const { pending } = readWorkflow(reusable).jobs;
    expect(pending?.permissions).toEqual({ contents: "read", statuses: "write" });
    expect(pending?.steps?.filter(({ run }) => run !== undefined)).toEqual([]);
  });

  it.each([bench, ".github/workflows/pacegate-bench.yml"])("let a bench read, and nothing else (%s)", (path) => {
    expect(readWorkflow(path).permissions).toEqual({ actions: "read", contents: "read" });
    expect(readWorkflow(reusable).jobs.bench?.permissions).toEqual({ actions: "read", contents: "read" });
  });

  it("of the one line cover what each job of the reusable workflow asks for", () => {
    const rank = ["none", "read", "write"];
    for (const path of [oneLine, ".github/workflows/pacegate.yml"]) {
      const caller = jobsOf(path).find(([, { uses }]) => uses?.includes("gate.yml"))?.[1].permissions ?? {};
      for (const [, { permissions = {} }] of jobsOf(reusable)) {
        for (const [scope, level] of Object.entries(permissions)) {
          expect(rank.indexOf(caller[scope] ?? "none")).toBeGreaterThanOrEqual(rank.indexOf(level));
        }
      }
    }
  });
});

describe("who may start what", () => {
  it("starts no workflow on pull_request_target", () => {
    for (const path of workflowPaths) expect(readRootFile(path)).not.toContain("pull_request_target");
  });

  it("checks out the default branch alone where a fork's run has ended", () => {
    const checkouts = stepsOf(fork).filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkouts.map(({ with: given }) => given?.ref)).toEqual([
      expression("github.event.repository.default_branch"),
    ]);
    expect(checkouts[0]?.with).not.toHaveProperty("repository");
  });

  it("checks out no repository of the user in the jobs that bench or report", () => {
    const { jobs } = readWorkflow(reusable);
    for (const job of [jobs.pending, jobs.bench, jobs.report, jobs.record]) {
      const [checkout] = job?.steps ?? [];
      expect(checkout?.with).toMatchObject({
        repository: expression("job.workflow_repository"),
        ref: expression("job.workflow_sha"),
      });
    }
    expect(stepsOf(bench).filter(({ uses }) => uses?.startsWith("actions/checkout@"))).toEqual([]);
  });

  it("starts the bench by a dispatch alone, with the nonce in its name", () => {
    const parsed = parse(readRootFile(bench));
    expect(Object.keys(parsed.on)).toEqual(["workflow_dispatch"]);
    expect(Object.keys(parsed.on.workflow_dispatch.inputs)).toEqual(["request", "jobs", "nonce"]);
    expect(parsed["run-name"]).toContain(expression("inputs.nonce"));
  });
});

describe.each(gates)("which runs of %s stop which", (path) => {
  const workflow = readWorkflow(path);
  const group = (context: GitHubContext): string => interpolate(workflow.concurrency?.group ?? "", context);
  const runs = (context: GitHubContext): string[] =>
    Object.entries(workflow.jobs).flatMap(([name, job]) => (holds(job.if, context) ? [name] : []));
  const repository = { default_branch: "main" };
  let run = 100;
  const pull = (event: Record<string, unknown>, labels: readonly string[] = [], number = 7): GitHubContext => ({
    event_name: "pull_request",
    run_id: run++,
    event: { repository, pull_request: { number, labels: labels.map((name) => ({ name })) }, ...event },
  });
  const other = (event_name: string, ref_name = "main", event = {}): GitHubContext => ({
    event_name,
    run_id: run++,
    ref_name,
    event: { repository, ...event },
  });

  it("lets a newer push stop the older gate of the same pull request, and of no other", () => {
    expect(workflow.concurrency?.["cancel-in-progress"]).toBe(true);
    const [first, second] = [pull({ action: "opened" }), pull({ action: "synchronize" })];
    expect(group(first)).toBe(group(second));
    expect(group(pull({ action: "opened" }, [], 8))).not.toBe(group(first));
    expect(runs(second)).toHaveLength(1);
  });

  it.each([
    ["set", pull({ action: "labeled", label: { name: "pacegate-accepted" } }, ["pacegate-accepted"])],
    ["taken away", pull({ action: "unlabeled", label: { name: "pacegate-accepted" } })],
    ["explained later", pull({ action: "edited", changes: { body: { from: "" } } }, ["pacegate-accepted"])],
  ])("decides anew when the acceptance is %s", (_, context) => {
    expect(group(context)).toBe(group(pull({ action: "synchronize" })));
    expect(runs(context)).toHaveLength(1);
  });

  it("decides anew when the pull request goes to another branch", () => {
    const context = pull({ action: "edited", changes: { base: { ref: { from: "old" } } } });
    expect(group(context)).toBe(group(pull({ action: "synchronize" })));
    expect(runs(context)).toHaveLength(1);
  });

  it.each([
    ["another label", pull({ action: "labeled", label: { name: "bug" } })],
    ["another label on an accepted one", pull({ action: "labeled", label: { name: "bug" } }, ["pacegate-accepted"])],
    ["another title", pull({ action: "edited", changes: { title: { from: "old" } } })],
  ])("neither stops nor starts anything for %s", (_, context) => {
    expect(group(context)).not.toBe(group(pull({ action: "synchronize" })));
    expect(runs(context)).toEqual([]);
  });

  it.each(["push", "schedule", "release", "merge_group", "workflow_dispatch"])("never stops a %s", (name) => {
    const [first, second] = [other(name), other(name)];
    expect(group(first)).not.toBe(group(second));
    expect(runs(first)).toHaveLength(1);
  });

  if (path !== ".github/workflows/pacegate.yml") {
    it("records no branch but the default one", () => {
      expect(runs(other("push", "master"))).toEqual([]);
    });
  }
});

describe("the check of the one line", () => {
  const { pending, report } = readWorkflow(reusable).jobs;
  const started = (event_name: string, inputs = {}): GitHubContext => ({
    event_name,
    run_id: 1,
    repository: "team/search",
    event: event_name === "pull_request" ? { pull_request: { head: { repo: { full_name: "team/search" } } } } : {},
    inputs,
  });

  it("is pending as soon as a pull request or a merge group is gated, and not in a dry run", () => {
    for (const event of ["pull_request", "merge_group"]) {
      expect(holds(pending?.if, started(event))).toBe(true);
      expect(holds(pending?.if, started(event, { "dry-run": true }))).toBe(false);
    }
    for (const event of ["push", "schedule", "release", "workflow_dispatch"]) {
      expect(holds(pending?.if, started(event))).toBe(false);
    }
  });

  it("is decided after that, else `pending` could come last; also where it could not be said", () => {
    expect(report?.needs).toContain("pending");
    expect(report?.if).toContain("!cancelled()");
  });
});

it.each(gates)("%s has no filter of paths: a workflow that does not run posts no check", (path) => {
  const { on } = parse(readRootFile(path));
  expect(Object.keys(on.pull_request)).toEqual(["types"]);
});

describe("a fork's pull request", () => {
  const { concurrency, jobs } = readWorkflow(fork);
  const ended = (conclusion: string, run_id: number, head = "somebody/search"): GitHubContext => ({
    event_name: "workflow_run",
    run_id,
    repository: "team/search",
    event: {
      workflow_run: {
        event: "pull_request",
        conclusion,
        head_branch: "faster",
        head_repository: { full_name: head },
      },
    },
  });
  const group = (context: GitHubContext): string => interpolate(concurrency?.group ?? "", context);

  it("is decided once its own run has ended, however", () => {
    for (const conclusion of ["success", "failure", "timed_out"]) {
      expect(holds(jobs.gate?.if, ended(conclusion, 1))).toBe(true);
    }
  });

  it("is not decided by a run that was skipped or stopped, which stops nothing either", () => {
    for (const conclusion of ["skipped", "cancelled"]) {
      expect(holds(jobs.gate?.if, ended(conclusion, 1))).toBe(false);
      expect(group(ended(conclusion, 1))).not.toBe(group(ended("success", 2)));
    }
    expect(group(ended("success", 1))).toBe(group(ended("failure", 2)));
  });

  it("is what the workflow is for: the repository's own are decided where they run", () => {
    expect(holds(jobs.gate?.if, ended("success", 1, "team/search"))).toBe(false);
  });

  it("gets no check and no report from the reusable workflow, whose token may not write", () => {
    const { pending, report } = readWorkflow(reusable).jobs;
    const pull = (full_name: string): GitHubContext => ({
      event_name: "pull_request",
      run_id: 1,
      repository: "team/search",
      event: { pull_request: { head: { repo: { full_name } } } },
    });
    expect(holds(pending?.if, pull("somebody/search"))).toBe(false);
    expect(holds(report?.if, pull("somebody/search"))).toBe(false);
    expect(holds(report?.if, pull("team/search"))).toBe(true);
  });
});
