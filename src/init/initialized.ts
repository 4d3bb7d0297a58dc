// What `pacegate init` found and did.

export interface InitializedFile {
  /** Relative to the repository, with `/`. */
  readonly path: string;
  readonly outcome: "written" | "replaced" | "kept";
}

export interface Initialized {
  readonly files: readonly InitializedFile[];
  /** The project's folder relative to the repository; `.` where it is the repository itself. */
  readonly workingDirectory: string;
}
