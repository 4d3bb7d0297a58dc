// Bundles src/ into dist/: `node scripts/build.mjs [folder]`. The same sources give the same bytes.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const output = resolve(process.argv[2] ?? join(root, "dist"));

const entries = {
  main: "src/main.ts",
  cli: "src/cli.ts",
  worker: "src/bench/worker.ts",
};

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

const moduleIds = new Set();
rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });
for (const [name, input] of Object.entries(entries)) {
  // One build an entry: each file stands alone, so that a worker loads nothing of the action.
  const { output: chunks } = await build({
    cwd: root,
    input,
    platform: "node",
    // 288 MB unpacked, with libraries for every platform: it is found or installed at run time.
    external: [/^onnxruntime-node/],
    write: false,
    logLevel: "warn",
    output: { format: "esm", codeSplitting: false, minify: false, comments: { legal: true } },
  });
  if (chunks.length !== 1) throw new Error(`${input} gave ${chunks.length} files instead of one.`);
  const [chunk] = chunks;
  for (const id of Object.keys(chunk.modules)) moduleIds.add(id.replaceAll("\0", ""));
  // Comments name modules by path; none of this machine may stay.
  const code = chunk.code.replaceAll(`${root}/`, "");
  writeFileSync(join(output, `${name}.js`), code);
  console.log(`${relative(root, join(output, `${name}.js`))} ${(code.length / 1024).toFixed(0)} KiB`);
}
writeFileSync(join(output, "licenses.txt"), licenceNotices([...moduleIds]));
// Read by Node beside the bundles: they are modules whatever folder they are copied to.
writeFileSync(join(output, "package.json"), '{ "type": "module" }\n');
