// Why a bundle cannot be trusted: one kind for each thing that opening it checks.
import { type ErrorParts, PacegateError } from "../pacegate-error.ts";

export type BundleErrorKind =
  /** The folder or its manifest.json is not there, or not a regular file. */
  | "no-manifest"
  | "manifest-too-large"
  /** Not JSON, another format or major, or a value that the format forbids. */
  | "invalid-manifest"
  | "duplicate-id"
  /** A call, segment or case names what the manifest does not hold. */
  | "unknown-reference"
  /** Runs and counts contradict each other. */
  | "contradictory-counts"
  /** A sample has other tensors than the subgraph declares. */
  | "sample-mismatch"
  | "tensor-too-large"
  /** The object's size is not what shape and dtype say. */
  | "tensor-size"
  | "too-many-objects"
  | "no-objects"
  | "missing-object"
  /** A symbolic link, folder, device or pipe where a regular file must be. */
  | "not-a-file"
  | "object-too-large"
  | "wrong-digest"
  /** An ONNX file that is no protobuf message. */
  | "not-onnx"
  /** An ONNX file that asks for a file which the manifest does not list for it. */
  | "foreign-data";

export class BundleError extends PacegateError {
  readonly kind: BundleErrorKind;

  constructor(kind: BundleErrorKind, parts: ErrorParts) {
    super(parts);
    this.kind = kind;
  }
}
