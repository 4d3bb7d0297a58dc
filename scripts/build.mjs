// Bundles src/ into dist/: `node scripts/build.mjs [folder]`. The same sources give the same bytes.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const output = resolve(process.argv[2] ?? join(root, "dist"));

/**
 * One build each, so that a worker loads nothing of the action. Those with parts are cut where they import on demand:
 * GitHub hears of the action before the rest is loaded, and an old Node is told so by the command line's first part.
 */
const builds = [
  { entries: { main: "src/main.ts", post: "src/post.ts" }, parts: "action" },
  { entries: { cli: "src/cli.ts" }, parts: "cli" },
  { entries: { worker: "src/bench/worker.ts" }, parts: null },
];

/**
 * Loading these does nothing by itself, so what is not used of them is left out. Our own files only define, but for the
 * entries; @actions/core brings an HTTP client for one function that is not used, which takes longer to load than all
 * the rest.
 */
const withoutSideEffects = [
  /[/\\]node_modules[/\\](?:@actions[/\\](?:core|http-client)|undici|tunnel)[/\\]/,
  /^(?:(?![/\\]node_modules[/\\]).)*$/,
];

/** `node_modules/@scope/name/file` -> the package's folder; the innermost one counts. */
function packageFolder(moduleId) {
  const match = /^(.*[/\\]node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+)[/\\]/.exec(moduleId);
  return match?.[1];
}

/** The notices that the bundled packages' licences ask to be kept. */
function licenceNotices(moduleIds) {
  const folders = new Set(moduleIds.map(packageFolder).filter((folder) => folder !== undefined));
  const notices = new Map();
  for (const folder of folders) {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const files = readdirSync(folder)
      .filter((file) => /^(licen[cs]e|notice|copying)/i.test(file))
      .toSorted();
    if (files.length === 0 && license === undefined) throw new Error(`${name} states no licence: ${folder}`);
    const texts = files.map((file) => readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim());
    notices.set(`${name} ${version}`, `${name} ${version} (${license ?? "see below"})\n\n${texts.join("\n\n")}\n`);
  }
  const ordered = [...notices].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return ordered.map(([, text]) => text).join(`\n${"-".repeat(80)}\n\n`);
}

/**
 * @actions/artifact unpacks downloads with unzip-stream, a dependency of which (buffers 0.1.1) states no licence.
 * Only its uploads are used here; downloads go through src/github/unzip.ts, which trusts nothing.
 */
const uploadsOnly = {
  name: "uploads-only",
  resolveId: (id) => (id === "unzip-stream" ? "\0unzip-stream" : null),
  load: (id) =>
    id === "\0unzip-stream"
      ? 'export default { Extract() { throw new Error("Downloads do not go through @actions/artifact."); } };'
      : null,
};

const moduleIds = new Set();
rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });
for (const { entries, parts } of builds) {
  const { output: chunks } = await build({
    cwd: root,
    input: entries,
    plugins: [uploadsOnly],
    platform: "node",
    // 288 MB unpacked, with libraries for every platform: it is found or installed at run time.
    external: [/^onnxruntime-node/],
    treeshake: { moduleSideEffects: (id) => !withoutSideEffects.some((pattern) => pattern.test(id)) },
    write: false,
    logLevel: "warn",
    output: {
      format: "esm",
      codeSplitting: parts !== null,
      // Flat, since what is loaded looks for the worker beside itself.
      chunkFileNames: `${parts}-[name].js`,
      minify: false,
      comments: { legal: true },
    },
  });
  for (const chunk of chunks) {
    for (const id of Object.keys(chunk.modules)) moduleIds.add(id.replaceAll("\0", ""));
    // Comments name modules by path; none of this machine may stay.
    const code = chunk.code.replaceAll(`${root}/`, "");
    const path = join(output, chunk.fileName);
    mkdirSync(dirname(path), { recursive: true });
    // The command line is started by its name.
    writeFileSync(path, code, { mode: chunk.fileName === "cli.js" ? 0o755 : 0o644 });
    console.log(`${relative(root, path)} ${(code.length / 1024).toFixed(0)} KiB`);
  }
}
writeFileSync(join(output, "licenses.txt"), licenceNotices([...moduleIds]));
// Read by Node beside the bundles: they are modules whatever folder they are copied to.
writeFileSync(join(output, "package.json"), '{ "type": "module" }\n');
