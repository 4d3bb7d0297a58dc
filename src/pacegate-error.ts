// The root of every error that Pacegate raises on purpose: what is wrong, where, and what to do.

export interface ErrorParts {
  /** What is wrong, one sentence. */
  readonly what: string;
  /** File, key, line or cell; omitted where `what` says it. */
  readonly where?: string | undefined;
  /** What the reader does next. */
  readonly remedy: string;
  readonly cause?: unknown;
}

/** Each stage subclasses this (`ConfigError`, `ExportError`, …); `name` tells the stage. */
export class PacegateError extends Error {
  readonly what: string;
  readonly where: string | undefined;
  readonly remedy: string;

  constructor(parts: ErrorParts) {
    const place = parts.where === undefined ? "" : ` (${parts.where})`;
    super(`${parts.what}${place}\n  ${parts.remedy}`, parts.cause === undefined ? undefined : { cause: parts.cause });
    this.name = new.target.name;
    this.what = parts.what;
    this.where = parts.where;
    this.remedy = parts.remedy;
  }
}
