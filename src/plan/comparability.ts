// Whether base and head of a case may be compared at all: made by the same means, from the same inputs.
import type { Manifest } from "../bundle/manifest.ts";
import type { CaseView } from "./case-view.ts";
import { oneLine } from "./one-line.ts";

export interface Obstacle {
  /** Continues a sentence: `the inputs changed`. */
  readonly what: string;
  /** A sentence: what to do. */
  readonly remedy: string;
}

type Capture = Manifest["capture"];
type Versions = Manifest["versions"];

const exportBaseAgain = "Export the base again with head's version of Pacegate.";

interface CaptureSetting {
  readonly name: string;
  readonly remedy: string;
  readonly of: (capture: Capture) => string | number;
}

/** A setting forgotten here does not compile. */
const captureSettings: Readonly<Record<keyof Capture, CaptureSetting>> = {
  strategy: {
    name: "capture strategy",
    remedy: "Change between Python and ONNX files in a pull request of its own.",
    of: ({ strategy }) => strategy,
  },
  dynamic: { name: "treatment of dynamic shapes", remedy: exportBaseAgain, of: ({ dynamic }) => dynamic },
  recompileLimit: { name: "recompile limit", remedy: exportBaseAgain, of: ({ recompileLimit }) => recompileLimit },
  opset: { name: "ONNX opset", remedy: exportBaseAgain, of: ({ opset }) => opset },
  weights: {
    name: "kind of weights",
    remedy: "Change `weights` in pacegate.yml in a pull request of its own.",
    of: ({ weights }) => weights,
  },
  threads: {
    name: "number of threads at export",
    remedy: "Export base and head with as many threads.",
    of: ({ threads }) => threads,
  },
};

/** Versions that shape what is exported. Pacegate's own is no dependency of the user's and may never differ. */
const environmentVersions: readonly (keyof Versions)[] = ["python", "torch", "onnx", "onnxscript"];

/** Nothing where base and head can be compared. */
export function obstaclesToComparison(base: CaseView, head: CaseView): readonly Obstacle[] {
  return [
    ...captureObstacles(base.bundle.manifest.capture, head.bundle.manifest.capture),
    ...versionObstacles(base.bundle.manifest, head.bundle.manifest),
    ...(base.modelCase.inputsFingerprint === head.modelCase.inputsFingerprint
      ? []
      : [
          {
            what: "the inputs changed",
            remedy: "Change the inputs in a pull request of their own, without a change of the model.",
          },
        ]),
  ];
}

function captureObstacles(base: Capture, head: Capture): readonly Obstacle[] {
  return Object.values(captureSettings).flatMap(({ name, remedy, of }) =>
    of(base) === of(head) ? [] : [{ what: `the ${name} went from ${of(base)} to ${of(head)}`, remedy }],
  );
}

function versionObstacles(base: Manifest, head: Manifest): readonly Obstacle[] {
  const obstacles: Obstacle[] = [];
  if (base.versions.pacegate !== head.versions.pacegate) {
    const [before, after] = [oneLine(base.versions.pacegate, 40), oneLine(head.versions.pacegate, 40)];
    obstacles.push({ what: `the base was exported by Pacegate ${before}, head by ${after}`, remedy: exportBaseAgain });
  }
  // With another lock file the versions are the change under test; with the same one they came by accident.
  if (base.lockDigest === head.lockDigest) {
    const differing = environmentVersions.filter((name) => base.versions[name] !== head.versions[name]);
    if (differing.length > 0) {
      const list = differing
        .map((name) => {
          const [before, after] = [base.versions[name] ?? "none", head.versions[name] ?? "none"];
          return `${name} ${oneLine(before, 40)} instead of ${oneLine(after, 40)}`;
        })
        .join(", ");
      obstacles.push({
        what: `the base was exported in another environment (${list})`,
        remedy: "Export the base again in head's environment; to change a version, change the lock file.",
      });
    }
  }
  return obstacles;
}
