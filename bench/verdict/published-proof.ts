// The proof as it is published beside its figures: anyone can compute them again, or go on where it stopped.
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { names, ProofStateError } from "./proof-names.ts";

const packedRecords = `${names.records}.gz`;
const plain = [names.graphs, names.calibration] as const;

/** A line that is still being written is left out. */
export function packProof(state: string, published: string): void {
  const records = readFileSync(join(state, names.records));
  mkdirSync(published, { recursive: true });
  const whole = records.subarray(0, records.lastIndexOf("\n") + 1);
  writeWhole(join(published, packedRecords), gzipSync(whole, { level: 9 }));
  for (const name of plain) {
    if (existsSync(join(state, name))) cpSync(join(state, name), join(published, name));
  }
}

/** @throws ProofStateError where the folder has a proof already: nothing measured is written over */
export function unpackProof(published: string, state: string): void {
  if (existsSync(join(state, names.records))) {
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
