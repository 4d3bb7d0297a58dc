// What is true of the branch alone: the commits, the races, and the requests that reading costs.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BranchStoreOptions, type GitData, openBranchStore } from "../../src/baseline/index.ts";
import { formatRecord } from "../../src/baseline/read-records.ts";
import { nameRecord } from "../../src/baseline/record-path.ts";
import { githubData } from "../../src/github/git-data.ts";
import { filesOf, type GitServer, openGitServer, putFiles } from "./git-server.ts";
import { commitOf, sampleRecord, sampleRecords } from "./sample-record.ts";

let server: GitServer;
beforeAll(async () => {
  server = await openGitServer();
});
afterAll(() => server.close());

let branches = 0;

/** A branch of its own, with what the store said and how long it slept. */
function branchUnderTest(parts: Partial<BranchStoreOptions> = {}) {
  const client = server.client();
  const branch = `baseline-${++branches}`;
  const notices: string[] = [];
  const slept: number[] = [];
  let requests = 0;
  client.rest.hook.before("request", () => {
    requests++;
  });
  const open = (more: Partial<BranchStoreOptions> = {}) =>
    openBranchStore({
      data: githubData(client),
      branch,
      random: () => 0.5,
      sleep: async (ms) => {
        slept.push(ms);
      },
      onNotice: (line) => notices.push(line),
      ...parts,
      ...more,
    });
  const files = async () => {
    const encoded = await filesOf(server.client(), branch);
    return new Map(Array.from(encoded, ([path, text]) => [path, Buffer.from(text, "base64").toString("utf8")]));
  };
  const counted = async (work: () => Promise<unknown>) => {
    const before = requests;
    await work();
    return requests - before;
  };
  return { branch, client, notices, slept, open, files, counted };
}

async function parentsOf({ client, branch }: ReturnType<typeof branchUnderTest>): Promise<string[]> {
  const { owner, name: repo } = client.repository;
  const { data } = await client.rest.repos.getBranch({ owner, repo, branch });
  const commit = await client.rest.git.getCommit({ owner, repo, commit_sha: data.commit.sha });
  return commit.data.parents.map(({ sha }) => sha);
}

/** Lets others do something between the making of a commit and the moving of the branch, once for each entry. */
function interrupted(data: GitData, others: (() => Promise<unknown>)[]): GitData {
  return {
    ...data,
    makeCommit: async (change) => {
      const commit = await data.makeCommit(change);
      await others.shift()?.();
      return commit;
    },
  };
}

test("the first record begins a branch without the code's history, with a page for people", async () => {
  const under = branchUnderTest();
  const path = await under.open().append(sampleRecord());
  expect(await parentsOf(under)).toEqual([]);
  const files = await under.files();
  expect([...files.keys()].sort()).toEqual(["README.md", path]);
  expect(files.get("README.md")).toContain(`\`${under.branch}\``);
  await under.open().append(sampleRecord({ commit: commitOf(2) }));
  expect(await parentsOf(under)).toHaveLength(1);
});

test("what people changed or put beside the records stays, and is told of once", async () => {
  const under = branchUnderTest();
  await under.open().append(sampleRecord());
  await putFiles(under.client, under.branch, { "README.md": "Our words.", "notes/todo.md": "x", "trend.html": "ours" });
  const store = under.open();
  await store.append(sampleRecord({ commit: commitOf(2) }));
  await store.append(sampleRecord({ commit: commitOf(3) }));
  const files = await under.files();
  expect(files.get("README.md")).toBe("Our words.");
  expect(files.get("notes/todo.md")).toBe("x");
  expect(under.notices).toHaveLength(1);
  expect(under.notices[0]).toMatch(/1 files that are not Pacegate's.*left alone/);
});

test("a writer that was overtaken twice, the branch's beginning included, writes on top of the others", async () => {
  const under = branchUnderTest();
  const [first, second, mine] = sampleRecords(3);
  if (!first || !second || !mine) throw new Error("no records");
  const others = [first, second].map((record) => () => under.open().append(record));
  await under.open({ data: interrupted(githubData(under.client), others) }).append(mine);
  const { records } = await under.open().read();
  expect(records.map(({ record }) => record)).toEqual([first, second, mine]);
  expect(under.notices).toEqual([
    expect.stringMatching(/wrote to branch "baseline-\d+" first: trying again in 1 s/),
    expect.stringMatching(/trying again in 2 s/),
  ]);
  // Half of 2 s, then half of 4 s.
  expect(under.slept).toEqual([1000, 2000]);
});

test("a writer that is always overtaken gives up, and says that nothing was lost", async () => {
  const under = branchUnderTest({ maxTries: 3 });
  const records = sampleRecords(4);
  const mine = sampleRecord();
  const others = records.map((record) => () => under.open().append(record));
  const appending = under.open({ data: interrupted(githubData(under.client), others) }).append(mine);
  await expect(appending).rejects.toMatchObject({
    name: "BaselineError",
    what: expect.stringMatching(/3 times in a row/),
    remedy: expect.stringMatching(/Nothing that is on the branch was lost.*run this job again/),
  });
  expect(under.slept).toHaveLength(2);
  expect((await under.open().read()).records.map(({ record }) => record)).toEqual(records.slice(0, 3));
});

test("a record whose arrival was not heard of is not written again", async () => {
  const under = branchUnderTest();
  const data = githubData(under.client);
  let deaf = true;
  const store = under.open({
    data: {
      ...data,
      moveBranch: async (...change) => {
        const moved = await data.moveBranch(...change);
        if (!deaf) return moved;
        deaf = false;
        await under.open().append(sampleRecord({ commit: commitOf(2) }));
        return "lost";
      },
    },
  });
  const path = await store.append(sampleRecord());
  const listed = await under.open().list();
  expect(listed).toHaveLength(2);
  expect(listed.map((name) => name.path)).toContain(path);
});

test("a record is added on top of whatever a force-push left, and what went is named", async () => {
  const under = branchUnderTest();
  const store = under.open();
  const [first, second, third] = sampleRecords(3);
  if (!first || !second || !third) throw new Error("no records");
  await store.append(first);
  await store.append(second);
  const before = await githubData(under.client).readBranch(under.branch);
  await store.list();
  const forced = await putFiles(under.client, under.branch, { "README.md": "Begun anew." }, true);

  await store.append(third);
  expect(await parentsOf(under)).toEqual([forced]);
  expect((await under.open().read()).records.map(({ record }) => record)).toEqual([third]);
  expect((await under.files()).get("README.md")).toBe("Begun anew.");
  expect(under.notices).toEqual([expect.stringMatching(/^2 of the records .* are gone: .*force-pushed/)]);
  expect(under.notices[0]).toContain(`git fetch origin ${before}`);
});

test("a force-push between the making of a commit and the moving of the branch costs a try", async () => {
  const under = branchUnderTest();
  await under.open().append(sampleRecord());
  const others = [() => putFiles(under.client, under.branch, { "README.md": "Begun anew." }, true)];
  const mine = sampleRecord({ commit: commitOf(2) });
  await under.open({ data: interrupted(githubData(under.client), others) }).append(mine);
  expect((await under.open().read()).records.map(({ record }) => record)).toEqual([mine]);
  expect(under.slept).toHaveLength(1);
});

test("what a store removed itself is not missed", async () => {
  const under = branchUnderTest();
  const store = under.open();
  const path = await store.append(sampleRecord());
  await store.append(sampleRecord({ commit: commitOf(2) }));
  await store.remove([path]);
  await store.append(sampleRecord({ commit: commitOf(3) }));
  expect(under.notices).toEqual([]);
});

/** A branch with many records, written in one commit. */
async function branchWithMany(count: number) {
  const under = branchUnderTest();
  const records = sampleRecords(count);
  const texts = new Map(records.map((record) => [nameRecord(record).path, formatRecord(record)]));
  const data = githubData(under.client);
  const commit = await data.makeCommit({ parent: null, files: texts, message: "Many" });
  await data.moveBranch(under.branch, null, commit);
  return { ...under, records };
}

test("hundreds of records are read in a handful of requests, and a second time in one", async () => {
  const under = await branchWithMany(130);
  const added = sampleRecord({ run: null });
  await under.open().append(added);

  const store = under.open();
  const expected = [...under.records, added].slice(-100);
  expect(
    await under.counted(async () => {
      expect((await store.read()).records.map(({ record }) => record)).toEqual(expected);
    }),
  ).toBeLessThanOrEqual(4);
  expect(await under.counted(() => store.read())).toBe(1);
  // An append: the same, and a tree, a commit and the branch.
  const next = sampleRecord({ commit: commitOf(77), run: null });
  const page = () => new Map([["trend.html", "page"]]);
  expect(await under.counted(() => under.open().append(next, page))).toBeLessThanOrEqual(8);
  // Older ones are named all the same, and read where they are asked for.
  expect(await under.open().list()).toHaveLength(132);
  const [oldest] = under.records;
  const asked = await under.open().read((name) => oldest?.commit.startsWith(name.commit) === true);
  expect(asked.records[0]?.record).toEqual(oldest);
});

test("copies are renewed after eight records, so that reading stays cheap for good", async () => {
  const under = await branchWithMany(25);
  const writer = under.open();
  const costs: number[] = [];
  for (const [index, record] of sampleRecords(24, { kind: "night" }).entries()) {
    await writer.append(record);
    if (index >= 7) costs.push(await under.counted(() => under.open().read()));
  }
  // Branch, commit, tree, copies: and never more than seven records besides.
  expect(Math.max(...costs)).toBeLessThanOrEqual(11);
  expect((await under.open().read()).records).toHaveLength(49);
});

test("a cache that outlives the store saves every request for contents", async () => {
  const under = await branchWithMany(10);
  const cache = new Map<string, Uint8Array>();
  await under.open({ cache }).read();
  expect(await under.counted(() => under.open({ cache }).read())).toBe(3);
});

test("a copy that holds something else than its record is not believed", async () => {
  const under = await branchWithMany(5);
  const [first] = under.records;
  const lie = `${JSON.stringify({ ...first, conclusion: "regression" }, null, 1)}\n`;
  const copies = JSON.stringify({ schema: "pacegate/recent-records/1", texts: [lie] });
  await putFiles(under.client, under.branch, { "recent-records.json": copies });
  expect((await under.open().read()).records.map(({ record }) => record)).toEqual(under.records);
});

test("somebody else's file with the name of the copies is left alone", async () => {
  const under = await branchWithMany(25);
  await putFiles(under.client, under.branch, { "recent-records.json": '{"mine": true}' });
  await under.open().append(sampleRecord());
  expect((await under.files()).get("recent-records.json")).toBe('{"mine": true}');
  expect((await under.open().read()).records).toHaveLength(26);
});
