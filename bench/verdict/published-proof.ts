// The proof as it is published beside its figures: anyone can compute them again, or go on where it stopped.
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { names, ProofStateError } from "./proof-names.ts";

const packedRecords = `${names.records}.gz`;
const plain = [names.graphs, names.calibration] as const;

/** A line that is still being written is left out. */
export function packProof(state: string, published: string): void {
  writeWhole(join(published, packedRecords), gzipSync(wholeLines(join(state, names.records)), { level: 9 }));
  const calibration = join(state, names.calibration);
  if (existsSync(calibration)) writeWhole(join(published, names.calibration), wholeLines(calibration));
  const graphs = join(state, names.graphs);
  if (existsSync(graphs)) cpSync(graphs, join(published, names.graphs));
}

function wholeLines(path: string): Uint8Array {
  const bytes = readFileSync(path);
  return bytes.subarray(0, bytes.lastIndexOf("\n") + 1);
}

/** @throws ProofStateError where the folder has a proof already: nothing measured is written over */
export function unpackProof(published: string, state: string): void {
  if (Object.values(names).some((name) => existsSync(join(state, name)))) {
    throw new ProofStateError({
      what: "This folder has a proof already, and one cannot be put on top of another.",
      where: state,
      remedy: "Leave --resume away to go on with it, or name an empty folder with --state.",
    });
  }
  const packed = join(published, packedRecords);
  if (!existsSync(packed)) {
    throw new ProofStateError({
      what: `There is no published proof: ${packedRecords} is missing.`,
      where: published,
      remedy: "Name the folder that `npm run bench:verdict:publish` wrote, such as docs/measurement/proof.",
    });
  }
  mkdirSync(state, { recursive: true });
  for (const name of plain) {
    if (existsSync(join(published, name))) cpSync(join(published, name), join(state, name));
  }
  // The records come last: a folder that has them has everything.
  writeWhole(join(state, names.records), gunzipSync(readFileSync(packed)));
}

function writeWhole(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.part`, bytes);
  renameSync(`${path}.part`, path);
}
