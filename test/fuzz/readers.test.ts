// The readers of what strangers write, driven with hostile input for a minute in CI (PACEGATE_FUZZ_SECONDS changes it).
import { createHash } from "node:crypto";
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ZipFile } from "yazl";
import { readWorkflowEvent } from "../../src/action/workflow-event.ts";
import { readRecords } from "../../src/baseline/read-records.ts";
import { nameRecord } from "../../src/baseline/record-path.ts";
import { externalDataLocations } from "../../src/bundle/external-data-locations.ts";
import { openBundle } from "../../src/bundle/index.ts";
import { compareMeasurements, parseAcceptanceRequest, requestProblem } from "../../src/compare/index.ts";
import { parseConfig } from "../../src/config/index.ts";
import { openParcel, readBenchRequest, writeParcel } from "../../src/dispatch/index.ts";
import { documentDigest } from "../../src/document/document-digest.ts";
import { unzip } from "../../src/github/index.ts";
import type { BenchPlan } from "../../src/plan/bench-plan.ts";
import { planBenchmarks, planDigest } from "../../src/plan/index.ts";
import { commentMarker, readCommentState, renderComment, renderTrend } from "../../src/report/index.ts";
import { renderRecord, renderRecordList } from "../../src/report/render-records.ts";
import { ResultsFolder } from "../../src/results/index.ts";
import { sampleRecord } from "../baseline/sample-record.ts";
import {
  graphCell as comparedCell,
  input as compareInput,
  failure,
  launches,
  measured,
} from "../compare/measured-plan.ts";
import { job } from "../dispatch/fake-fleet.ts";
import { BenchFolder, graphCell } from "../fixtures/bench-bundle.ts";
import { writeBundle } from "../fixtures/bundle-folder.ts";
import { sampleCase, sampleManifest, sampleSubgraph } from "../fixtures/manifest.ts";
import { sampleConfig } from "../fixtures/sample-config.ts";
import { sampleCell, sampleVerdict } from "../fixtures/verdict.ts";
import { hostileText } from "../report/hostile-text.ts";
import { fuzz, fuzzSeconds, treeOf } from "./fuzz.ts";
import { expectHarmlessMarkdown, expectHarmlessTerminal, expectHarmlessVerdict, expectNoCommands } from "./harmless.ts";
import { damages, mutate, mutations, splices } from "./mutations.ts";

const root = mkdtempSync(join(tmpdir(), "pacegate-fuzz-"));
const timeout = fuzzSeconds * 1000 + 30_000;
const sha256 = (bytes: string | Buffer) => createHash("sha256").update(bytes).digest("hex");
const read = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));

/** A folder of its own inside one that must stay as it is. */
function freshFolder(): { readonly outside: string; readonly inside: string } & Disposable {
  const outside = mkdtempSync(join(root, "run-"));
  writeFileSync(join(outside, "neighbour"), "untouched");
  const inside = join(outside, "a", "b");
  mkdirSync(inside, { recursive: true });
  return { outside, inside, [Symbol.dispose]: () => rmSync(outside, { recursive: true, force: true }) };
}

/** The same files under other names: copies would take most of the time. */
function linkTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkTree(source, target);
    else linkSync(source, target);
  }
}

function replaceFile(path: string, text: string): void {
  rmSync(path);
  writeFileSync(path, text);
}

let benches: BenchFolder;
let soundBundle: string;
let soundParcel: string;

beforeAll(async () => {
  soundBundle = join(root, "bundle");
  await writeBundle(
    soundBundle,
    sampleManifest({
      cases: [sampleCase(1, ["encoder"])],
      subgraphs: [sampleSubgraph("encoder")],
      errors: [
        {
          model: "broken",
          batchSize: null,
          stage: "entry",
          exception: "ValueError",
          message: "no",
          traceback: "Traceback",
          remedy: "Repair it.",
        },
      ],
    }),
  );
  benches = new BenchFolder();
  const size = { rows: 2, width: 8, layers: 1 };
  const base = await benches.bundle([benches.layered("m", size)]);
  const head = await benches.bundle([benches.layered("m", size), benches.layered("deep", { ...size, layers: 2 })]);
  const cell = (target: string, id: string) => ({
    ...graphCell(id, null, { bundle: head, subgraph: "deep" }),
    backend: { target, engine: "onnxrt-cpu" as const, options: [] },
  });
  const plan: BenchPlan = {
    schema: "pacegate/bench-plan/1",
    pacegateVersion: "0.1.0",
    base: { commit: "1".repeat(40), bundle: base.digest },
    head: { commit: "2".repeat(40), bundle: head.digest },
    tolerance: 0.01,
    resolution: 0.02,
    cells: [cell("t4", "a"), cell("here", "c")],
  };
  soundParcel = join(root, "parcel");
  await writeParcel(soundParcel, {
    plan,
    base,
    head,
    pacegateVersion: "0.1.0",
    jobs: [job("t4", ["a"])],
    event: "pull-request",
    config: sampleConfig(),
    settingChanges: ["gate.tolerance changes from 1% to 2%."],
    versions: { torch: "2.13.0" },
    measurements: [
      {
        schema: "pacegate/measurements/1",
        pacegateVersion: "0.1.0",
        planDigest: planDigest(plan),
        target: "here",
        cells: [
          measured({ cell: "c", launches: launches({ baseMs: [4], ratios: [1], withBase: false, launches: 3 }) }),
        ],
      },
    ],
  });
});
afterAll(() => {
  benches[Symbol.dispose]();
  rmSync(root, { recursive: true, force: true });
});

test(
  "bundles",
  async () => {
    const manifest = read(join(soundBundle, "manifest.json"));
    const disk = fc.constantFrom("as it is", "as it is", "as it is", "link", "lie", "link to manifest", "no objects");
    await fuzz({
      sound: { changes: [], disk: "as it is", splice: null },
      share: 0.2,
      inputs: fc.record({ changes: mutations, disk, splice: fc.option(splices, { freq: 5 }) }),
      read: async ({ changes, disk: what, splice }) => {
        using folder = freshFolder();
        const { inside, outside } = folder;
        linkTree(soundBundle, inside);
        const text = mutate(manifest, changes);
        replaceFile(join(inside, "manifest.json"), splice === null ? text : splice(text));
        const object = sampleObject(inside);
        switch (what) {
          case "link":
            rmSync(object);
            symlinkSync("/etc/hostname", object);
            break;
          case "lie":
            replaceFile(object, "other bytes");
            break;
          case "link to manifest":
            writeFileSync(join(outside, "elsewhere.json"), text);
            rmSync(join(inside, "manifest.json"));
            symlinkSync(join(outside, "elsewhere.json"), join(inside, "manifest.json"));
            break;
          case "no objects":
            rmSync(join(inside, "objects"), { recursive: true });
            symlinkSync(join(soundBundle, "objects"), join(inside, "objects"));
            break;
        }
        const before = treeOf(outside);
        try {
          const bundle = await openBundle(inside);
          expect(what).toBe("as it is");
          return bundle;
        } finally {
          expect(treeOf(outside)).toEqual(before);
        }
      },
      use: (bundle) => {
        const config = sampleConfig();
        const plan = planBenchmarks({
          base: null,
          head: bundle,
          config,
          baseHasConfig: false,
          oneEnvironment: true,
          pythonMayRun: false,
          codeIsHere: true,
          pacegateVersion: "0.1.0",
          measurableTargets: new Set(["here"]),
          measurableEngines: new Set(["onnxrt-cpu"]),
        });
        expectHarmlessVerdict(
          compareMeasurements({
            ...compareInput([], []),
            plan,
            planDigest: planDigest(plan),
            config,
          }),
        );
      },
    });
  },
  timeout,
);

function sampleObject(bundle: string): string {
  const name = treeOf(join(bundle, "objects"))[0]?.split(" ")[0];
  if (name === undefined) throw new Error("no object");
  return name;
}

const parcelFiles = [
  "parcel.json",
  "plan.json",
  "measurements.json",
  "bundles/head/manifest.json",
  "bundles/base/manifest.json",
];

test(
  "parcels",
  async () => {
    await fuzz({
      sound: { name: "plan.json", changes: [], signed: false, extra: false },
      share: 0.2,
      inputs: fc.record({
        name: fc.constantFrom(...parcelFiles),
        changes: mutations,
        signed: fc.boolean(),
        extra: fc.boolean(),
      }),
      read: async ({ name, changes, signed, extra }) => {
        using folder = freshFolder();
        const { inside, outside } = folder;
        linkTree(soundParcel, inside);
        replaceFile(join(inside, name), mutate(read(join(soundParcel, name)), changes));
        if (signed) sign(inside);
        if (extra) symlinkSync("/etc", join(inside, "objects", sha256(name)));
        const before = treeOf(outside);
        try {
          const parcel = await openParcel(inside, "0.1.0");
          expect(extra).toBe(false);
          return parcel;
        } finally {
          expect(treeOf(outside)).toEqual(before);
        }
      },
      use: (parcel) => {
        const { plan, planDigest: digest, measurements, config, event, settingChanges, versions } = parcel;
        expectHarmlessVerdict(
          compareMeasurements({
            plan,
            planDigest: digest,
            measurements,
            config,
            priceOf: () => null,
            event,
            settingChanges,
            versions,
          }),
        );
      },
    });
  },
  timeout,
);

/** Digests made to fit again, as somebody would who wants to be believed. */
function sign(parcel: string): void {
  const replaceIn = (name: string, from: string, to: string): void => {
    const path = join(parcel, name);
    replaceFile(path, readFileSync(path, "utf8").replaceAll(from, to));
  };
  for (const side of ["base", "head"]) {
    const manifest = `bundles/${side}/manifest.json`;
    const [was, is] = [soundParcel, parcel].map((folder) => sha256(readFileSync(join(folder, manifest))));
    if (was !== undefined && is !== undefined) replaceIn("plan.json", was, is);
  }
  try {
    const [was, is] = [soundParcel, parcel].map((folder) => documentDigest(read(join(folder, "plan.json")) as object));
    for (const name of ["parcel.json", "measurements.json"])
      if (was !== undefined && is !== undefined) replaceIn(name, was, is);
  } catch {
    // A plan that has no digest cannot be signed.
  }
}

test(
  "requests of bench jobs",
  async () => {
    const request = {
      schema: "pacegate/bench-request/1",
      run: 1,
      artifact: "pacegate-parcel-1-1",
      planDigest: sha256("plan"),
      pacegateVersion: "0.1.0",
      only: { t4: [0, 1] },
    };
    await fuzz({
      sound: [[], null],
      share: 0.05,
      inputs: fc.tuple(mutations, fc.option(splices)),
      read: ([changes, splice]) => {
        const text = mutate(request, changes);
        return readBenchRequest(splice === null ? text : splice(text), "0.1.0");
      },
      use: ({ artifact, planDigest: digest }) => {
        expect(artifact).toMatch(/^pacegate-parcel-\d+-\d+$/);
        expect(digest).toMatch(/^[0-9a-f]{64}$/);
      },
    });
  },
  timeout,
);

test(
  "measurements",
  async () => {
    const given = compareInput(
      [comparedCell(), comparedCell({ id: "two", reason: "Two." })],
      [measured({ failures: [failure()] }), measured({ cell: "two", launches: launches({ launches: 4 }) })],
    );
    const document = { schema: "pacegate/measurements-file/1", measurements: given.measurements };
    await fuzz({
      sound: [],
      share: 0.15,
      inputs: mutations,
      read: async (changes) => {
        using folder = freshFolder();
        writeFileSync(join(folder.inside, "measurements.json"), mutate(document, changes));
        return await new ResultsFolder(folder.inside).readMeasurements();
      },
      use: (measurements) => expectHarmlessVerdict(compareMeasurements({ ...given, measurements })),
    });
  },
  timeout,
);

test(
  "what a comment remembers",
  async () => {
    const failed = { cell: "search@16", what: "regression", ratio: 0.2, work: null };
    const state = {
      schema: "pacegate/comment-state/1",
      commit: "a".repeat(40),
      decidedAt: "2026-01-01T00:00:00Z",
      failed: [failed],
      omitted: 0,
      acceptances: [],
    };
    const encodedIn = (text: string) =>
      `${commentMarker}\n<!-- pacegate:state ${Buffer.from(text).toString("base64url")} -->\n\nreport`;
    expect(readCommentState(encodedIn(JSON.stringify(state)))).toEqual(state);
    await fuzz({
      sound: [[], null],
      share: 0.05,
      inputs: fc.tuple(mutations, fc.option(splices)),
      read: ([changes, splice]) => {
        const body = encodedIn(mutate(state, changes));
        return readCommentState(splice === null ? body : splice(body));
      },
      use: (remembered) => {
        if (remembered === null) return;
        const comment = renderComment(sampleVerdict(), { runUrl: "", notices: [], state: remembered });
        expectHarmlessMarkdown(comment, 2);
        expect(comment.split("\n")[1]).toMatch(/^<!-- pacegate:state [\w-]+ -->$/);
      },
    });
  },
  timeout,
);

test(
  "records of the baseline",
  async () => {
    const record = sampleRecord();
    const { path } = nameRecord(record);
    await fuzz({
      sound: [[], null, "README.md", 1],
      share: 0.1,
      inputs: fc.tuple(mutations, fc.option(damages), hostileText, fc.nat(9)),
      read: ([changes, damage, name, odd]) => {
        const bytes = Buffer.from(mutate(record, changes));
        return readRecords([
          { path: odd === 0 ? `records/${name}` : path, bytes: damage === null ? bytes : damage(bytes) },
          { path: name, bytes: null },
        ]);
      },
      use: (records) => {
        expectHarmlessTerminal(renderRecordList(records));
        for (const stored of records.records) expectHarmlessTerminal(renderRecord(stored));
        const page = renderTrend(
          records.records.map((stored) => stored.record),
          { title: "owner/project" },
        );
        expect(page).not.toMatch(/<(?:img|script[^>]*src|iframe)/i);
      },
    });
  },
  timeout,
);

test(
  "archives",
  async () => {
    const allowed = /^(?:parcel\.json|objects\/[0-9a-f]{64})$/;
    const zip = new ZipFile();
    zip.addBuffer(Buffer.from("{}"), "parcel.json");
    zip.addBuffer(Buffer.alloc(50_000), `objects/${sha256("a")}`);
    zip.addBuffer(Buffer.from(sha256("b").repeat(40)), `objects/${sha256("b")}`);
    zip.end();
    const sound = await buffer(zip.outputStream);
    const rename = fc.constantFrom("", "", "../parcel.j", "/etc/parcel", "..\\..\\abcd", "parcel.json", "a/../../x.j");
    await fuzz({
      sound: [null, ""],
      share: 0.1,
      inputs: fc.tuple(fc.option(damages), rename),
      read: async ([damage, name]) => {
        using folder = freshFolder();
        const { inside, outside } = folder;
        // Both where the entry is and where the archive lists it; as long as the name that it replaces.
        const renamed = Buffer.from(
          sound.toString("latin1").replaceAll("parcel.json", name || "parcel.json"),
          "latin1",
        );
        writeFileSync(join(outside, "given.zip"), damage === null ? renamed : damage(renamed));
        const elsewhere = () => treeOf(outside).filter((line) => !line.startsWith(join(inside, "to")));
        const before = elsewhere();
        try {
          await unzip(join(outside, "given.zip"), join(inside, "to"), { allowed, maxEntries: 3, maxBytes: 100_000 });
        } finally {
          expect(elsewhere()).toEqual(before);
        }
        return treeOf(join(inside, "to")).map((line) => line.slice(join(inside, "to/").length));
      },
      use: (files) => {
        for (const file of files) {
          if (file !== "objects") expect(file.split(" ")[0]).toMatch(allowed);
        }
      },
    });
  },
  timeout,
);

test(
  "ONNX files",
  async () => {
    const objects = treeOf(join(benches.path, "objects")).map((line) => line.split(" ")[0] ?? "");
    const models = objects.map((path) => readFileSync(path)).filter((bytes) => bytes.includes("location"));
    expect(models.length).toBeGreaterThan(0);
    await fuzz({
      sound: { model: models[0] ?? Buffer.alloc(0), damage: (bytes: Buffer) => bytes },
      share: 0.05,
      inputs: fc.record({ model: fc.constantFrom(...models), damage: damages }),
      read: ({ model, damage }) => externalDataLocations(damage(model)),
      use: (locations) => {
        for (const location of locations) expect(location).toBeTypeOf("string");
      },
      alsoThrows: RangeError,
    });
  },
  timeout,
);

test(
  "texts that ask for acceptance",
  async () => {
    const body =
      "Slower on purpose.\n\n```\npacegate: quoted\n```\n\npacegate: a better answer cells=search@16*,x until=2030-01-31\n";
    await fuzz({
      sound: body,
      share: 0.04,
      inputs: fc.oneof(
        splices.map((splice) => splice(body)),
        hostileText.map((text) => `pacegate: ${text}`),
        fc.nat(60_000).map((length) => `pacegate: ${"cells= ".repeat(length / 7)}`),
        fc.nat(60_000).map((length) => "<!--".repeat(length)),
      ),
      read: (text) => parseAcceptanceRequest(text),
      use: (request) => {
        const labelProblem = requestProblem(request, new Date(0)) ?? undefined;
        const acceptance =
          request !== null && "reason" in request
            ? { by: "somebody", reason: request.reason, until: request.until }
            : null;
        const cells = [sampleCell({ effectOnGate: "accepted", acceptance })];
        const state = {
          schema: "pacegate/comment-state/1" as const,
          commit: null,
          decidedAt: "2026-01-01T00:00:00Z",
          failed: [],
          omitted: 0,
          acceptances: [],
        };
        expectHarmlessVerdict(sampleVerdict({ cells }));
        expectHarmlessMarkdown(renderComment(sampleVerdict(), { runUrl: "", notices: [], state, labelProblem }), 2);
      },
    });
  },
  timeout,
);

test(
  "configurations",
  async () => {
    const sound = readFileSync(new URL("../fixtures/config/full.yml", import.meta.url), "utf8");
    await fuzz({
      sound: sound,
      share: 0.04,
      inputs: fc.oneof(
        splices.map((splice) => splice(sound)),
        hostileText,
        mutations.map((changes) => mutate(smallConfig, changes)),
        fc.constantFrom(`${"[".repeat(20_000)}`, `a: ${"{b: ".repeat(5_000)}`, billionLaughs),
      ),
      read: (text) => parseConfig(text, "pacegate.yml"),
      use: (config) => expectNoCommands(JSON.stringify(config)),
    });
  },
  timeout,
);

const smallConfig = {
  version: 1,
  setup: "make",
  models: { m: { entry: "m.py:f", inputs: "m.py:g" } },
  targets: { t: { local: true } },
  backends: ["t/onnxrt-cpu"],
};

const billionLaughs = [
  "a: &a [x, x, x, x, x, x, x, x, x, x]",
  ..."bcdefgh".split("").map((name, index) => {
    const before = "abcdefg"[index] ?? "a";
    return `${name}: &${name} [${Array.from({ length: 10 }, () => `*${before}`).join(", ")}]`;
  }),
].join("\n");

test(
  "events",
  async () => {
    const commit = "a".repeat(40);
    const repository = { full_name: "owner/project", default_branch: "main" };
    const payload = {
      pull_request: { number: 1, base: { sha: commit, repo: repository }, head: { sha: commit, repo: repository } },
      merge_group: { base_sha: commit, head_sha: commit },
      ref: "refs/heads/main",
      before: commit,
      after: commit,
      repository,
      release: { tag_name: "v1" },
      workflow_run: { id: 1 },
    };
    const names = ["pull_request", "merge_group", "push", "schedule", "release", "workflow_run", "pull_request_target"];
    await fuzz({
      sound: ["push", []],
      share: 0.02,
      inputs: fc.tuple(fc.oneof(fc.constantFrom(...names), hostileText), mutations),
      read: ([name, changes]) => {
        const text = mutate(payload, changes);
        return readWorkflowEvent(name, JSON.parse(text));
      },
      use: (event) => {
        if (event.kind === "pull-request") expect(event.head).toMatch(/^[0-9a-f]{40,64}$/);
      },
    });
  },
  timeout,
);
