import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ForkedTeam } from "../fixtures/forked-team.ts";
import type { StepResult } from "../fixtures/github-job.ts";
import type { TeamRepository } from "../fixtures/team-repository.ts";
import { tinyConfig, tinyModel } from "../fixtures/tiny-model.ts";
import { readZip, writeZip } from "../fixtures/zip-file.ts";

const config = tinyConfig(["t4: {runs-on: [self-hosted, t4], threads: 1}"], ["t4/onnxrt-cpu"], 5);

/** Names that yazl would not write are put in afterwards; they are as long. */
async function zipWithName(bytes: Buffer, name: string): Promise<Buffer> {
  const stand = "x".repeat(name.length);
  const zip = await writeZip([{ name: stand, bytes }]);
  return Buffer.from(zip.toString("latin1").replaceAll(stand, name), "latin1");
}

/** One pull request from a stranger's fork, told in order; then what a hostile stranger would upload instead. */
describe("a fork's pull request", { timeout: 200_000 }, () => {
  const outside = realpathSync(mkdtempSync(join(tmpdir(), "pacegate-outside-")));
  const marker = join(outside, "executed");
  const temporary = join(outside, "tmp");
  /** A model that leaves a trace wherever it is imported. */
  const traced = (layers: number) => `open(${JSON.stringify(marker)}, "w").close()\n${tinyModel(layers)}`;
  let forked: ForkedTeam;
  let team: TeamRepository;
  let number: number;
  let head: string;
  let forkRun: number;
  let honest: Buffer;

  beforeAll(async () => {
    mkdirSync(temporary);
    forked = await ForkedTeam.start({ "pacegate.yml": config, "tiny.py": tinyModel(1) });
    team = forked.team;
  });
  afterAll(async () => {
    rmSync(outside, { recursive: true, force: true });
    await forked[Symbol.asyncDispose]();
  });

  const pushToFork = (text: string): Promise<string> => forked.push({ "tiny.py": text });
  const addForkRun = (headSha: string): number => forked.addRun(headSha);
  const decide = (runId: number): Promise<StepResult> => forked.decide(runId, { TMPDIR: temporary });
  const exportInFork = async (): Promise<StepResult> => {
    const { runId, result } = await forked.export(number, head);
    forkRun = runId;
    return result;
  };

  it("leaves its bundle with a token that can only read, and decides nothing", async () => {
    head = await pushToFork(traced(5));
    number = await forked.open();
    const run = await exportInFork();
    expect(run.exitCode, run.log).toBe(0);
    expect(run.outputs.verdict).toBe("");
    expect(team.server.statuses).toEqual([]);
    expect(await team.server.comments(number)).toEqual([]);
    const [artifact, ...others] = team.server.artifacts;
    expect(others).toEqual([]);
    expect(artifact).toMatchObject({ name: `pacegate-fork-${forkRun}-1` });
    if (artifact !== undefined) honest = team.server.artifactBytes(artifact);
    expect(existsSync(marker)).toBe(true);
    rmSync(marker);
  });

  it("is measured by the trusted run, which executes nothing of it, not even to time its Python", async () => {
    const run = await decide(forkRun);
    expect(run.outputs.verdict, run.log).toBe("error");
    expect(run.exitCode).toBe(2);
    expect(team.statesOf(head)).toEqual(["pending", "error"]);
    const comments = await team.server.comments(number);
    expect(comments).toHaveLength(1);
    expect(comments[0]?.body).toMatch(/a fork's Python is not run/);
    expect(comments[0]?.body).toMatch(/1 cell got slower/);
    expect(run.outputs["comment-url"]).toMatch(/^http/);
    expect(await team.records()).toEqual([]);
    expect(existsSync(marker)).toBe(false);
    expect(forked.trusted.git("cat-file", "--batch-check", "--batch-all-objects")).not.toContain(head);
  });

  it("fails as slower once somebody with write access has read its Python", async () => {
    await team.server.editPullRequest(number, { body: 'pacegate: read it, harmless cells="* local-python"\n' });
    await team.server.label(number, "pacegate-accepted", "writer");
    const run = await decide(forkRun);
    expect(run.outputs.verdict, run.log).toBe("regression");
    expect(run.exitCode).toBe(1);
    expect(team.statesOf(head).slice(2)).toEqual(["pending", "failure"]);
    const comments = await team.server.comments(number);
    expect(comments).toHaveLength(1);
    expect(comments[0]?.body).toContain("read it, harmless");
    expect(existsSync(marker)).toBe(false);
  });

  it("takes the input fail-on of the trusted workflow", async () => {
    const run = await forked.decide(forkRun, { TMPDIR: temporary, "INPUT_FAIL-ON": "never" });
    expect(run.exitCode, run.log).toBe(0);
    expect(run.outputs.verdict).toBe("regression");
  });

  describe("with a hostile artifact", () => {
    const objects = () => readZip(honest).then((files) => files.filter(({ name }) => name.startsWith("objects/")));
    const manifest = async (): Promise<Record<string, unknown>> => {
      const found = (await readZip(honest)).find(({ name }) => name === "bundle/manifest.json");
      return JSON.parse(found?.bytes.toString("utf8") ?? "") as Record<string, unknown>;
    };
    const manifestEntry = (value: unknown) => ({
      name: "bundle/manifest.json",
      bytes: Buffer.from(JSON.stringify(value)),
    });

    it.each<[string, () => Promise<Buffer>, RegExp]>([
      [
        "that claims another commit",
        async () => writeZip([manifestEntry({ ...(await manifest()), commit: "f".repeat(40) }), ...(await objects())]),
        /says that it is of ffffffffffff/,
      ],
      [
        "with a path upward",
        () => zipWithName(Buffer.from("#!"), "../../evil"),
        /\.\.\/\.\.\/evil|invalid relative path/,
      ],
      [
        "with a symbolic link",
        async () => writeZip([{ name: "bundle/manifest.json", bytes: Buffer.from("/etc/passwd"), mode: 0o120777 }]),
        /does not belong there/,
      ],
      ["with a file of another name", () => writeZip([{ name: "bundle/run.py", bytes: Buffer.from("1") }]), /run\.py/],
      [
        "whose objects are not what their names say",
        async () =>
          writeZip([
            manifestEntry(await manifest()),
            ...(await objects()).map(({ name, bytes }) => ({ name, bytes: Buffer.alloc(bytes.length, 7) })),
          ]),
        /sha-?256|digest|hash/i,
      ],
      [
        "of too many files",
        () =>
          writeZip(
            Array.from({ length: 20_011 }, (_, index) => ({
              name: `objects/${index.toString(16).padStart(64, "0")}`,
              bytes: Buffer.alloc(0),
            })),
          ),
        /20011 files/,
      ],
      ["that is no archive", async () => Buffer.from("not a zip file"), /cannot be read/],
    ])("%s", async (_, zip, reason) => {
      const runId = addForkRun(head);
      team.server.putArtifact(runId, `pacegate-fork-${runId}-1`, await zip());
      const dispatchesBefore = team.dispatches;
      const run = await decide(runId);
      expect(run.exitCode, run.log).toBe(2);
      expect(run.outputs.verdict).toBe("error");
      expect(run.log).toMatch(reason);
      expect(team.statesOf(head).slice(-2)).toEqual(["pending", "error"]);
      expect(team.server.statuses.at(-1)?.description).toMatch(reason);
      expect(team.dispatches).toBe(dispatchesBefore);
      expect(readdirSync(outside)).toEqual(["tmp"]);
      // PyTorch's own, of the base's export.
      expect(readdirSync(temporary).filter((name) => !name.startsWith("torchinductor_"))).toEqual([]);
    });

    it("whose digest is another than GitHub says", async () => {
      const runId = addForkRun(head);
      const artifact = team.server.putArtifact(runId, `pacegate-fork-${runId}-1`, honest);
      artifact.digest = `sha256:${"0".repeat(64)}`;
      const run = await decide(runId);
      expect(run.exitCode, run.log).toBe(2);
      expect(run.log).toMatch(/digest/);
      expect(team.statesOf(head).at(-1)).toBe("error");
    });

    it("that is missing", async () => {
      const run = await decide(addForkRun(head));
      expect(run.exitCode, run.log).toBe(2);
      expect(team.server.statuses.at(-1)).toMatchObject({
        sha: head,
        state: "error",
        description: expect.stringMatching(/left no bundle/),
      });
    });
  });

  describe("with a hostile configuration", () => {
    /** Leaves the honest bundle under the name of a commit whose files are these. */
    const decideOn = async (files: Readonly<Record<string, string>>): Promise<StepResult> => {
      const commit = await forked.push(files);
      head = commit;
      const entries = (await readZip(honest)).map(({ name, bytes }) => {
        if (name !== "bundle/manifest.json") return { name, bytes };
        return { name, bytes: Buffer.from(JSON.stringify({ ...JSON.parse(bytes.toString("utf8")), commit })) };
      });
      const runId = addForkRun(head);
      team.server.putArtifact(runId, `pacegate-fork-${runId}-1`, await writeZip(entries));
      return decide(runId);
    };

    it("is measured on the base's runners alone, by the base's limits", async () => {
      const own = config
        .replace("[self-hosted, t4]", "[self-hosted, vault]")
        .replace("gate:\n", "gate:\n  tolerance: 99%\n");
      const run = await decideOn({ "pacegate.yml": own });
      expect(run.outputs.verdict, run.log).toMatch(/^(error|regression)$/);
      const labels = team.server.runs.flatMap(({ jobs }) => jobs.flatMap((job) => job.labels));
      expect(new Set(labels)).toEqual(new Set(["self-hosted", "t4"]));
      const body = (await team.server.comments(number))[0]?.body ?? "";
      expect(body).toContain("vault");
      expect(body).toContain("tolerance");
      expect(body.indexOf("tolerance")).toBeLessThan(body.indexOf("What changed"));
    });

    it("is an error where there is none any more, or none that can be read", async () => {
      team.repo.git("rm", "--quiet", "pacegate.yml");
      const without = await decideOn({});
      expect(without.exitCode, without.log).toBe(2);
      expect(team.server.statuses.at(-1)).toMatchObject({ sha: head, state: "error" });
      expect(without.log).toMatch(/The fork's commit has no pacegate\.yml/);
      const broken = await decideOn({ "pacegate.yml": "version: [\n::set-output name=verdict::pass\n" });
      expect(broken.exitCode, broken.log).toBe(2);
      expect(broken.outputs.verdict).toBe("error");
      expect(broken.log).not.toMatch(/^::set-output/m);
      expect(team.server.statuses.at(-1)).toMatchObject({ sha: head, state: "error" });
      team.repo.write({ "pacegate.yml": config });
    });
  });

  it("passes without a bench once its work is the base's again", async () => {
    const dispatchesBefore = team.dispatches;
    head = await pushToFork(tinyModel(1));
    const exported = await exportInFork();
    expect(exported.exitCode, exported.log).toBe(0);
    const run = await decide(forkRun);
    expect(run.outputs.verdict, run.log).toBe("pass");
    expect(run.exitCode).toBe(0);
    expect(team.statesOf(head)).toEqual(["pending", "success"]);
    expect(await team.server.comments(number)).toHaveLength(1);
    expect(team.dispatches).toBe(dispatchesBefore);
  });

  it("is left alone once it has moved on, and where the run was no fork's", async () => {
    const moved = head;
    const before = team.server.statuses.length;
    await pushToFork(traced(2));
    const own = team.nextRunId();
    const path = ".github/workflows/pacegate.yml";
    team.server.addRun({ id: own, event: "pull_request", path, headSha: moved, headBranch: "change" });
    for (const runId of [addForkRun(moved), own]) {
      const run = await decide(runId);
      expect(run.exitCode, run.log).toBe(0);
      expect(run.outputs.verdict).toBe("");
    }
    expect(team.server.statuses).toHaveLength(before);
    expect(await team.server.comments(number)).toHaveLength(1);
  });

  it("asks GitHub only for what GitHub describes", () => {
    expect(team.server.schemaViolations).toEqual([]);
  });
});
