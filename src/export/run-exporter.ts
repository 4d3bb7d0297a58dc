// One run of the Python exporter: a request file in, progress lines out, a manifest or an error at the end.
import { writeFile } from "node:fs/promises";
import { z } from "zod";
import { ExportError } from "./export-error.ts";
import { runChild } from "./run-child.ts";

export interface ExportRequest {
  readonly schema: "pacegate/export-request/1";
  /** The project's folder. */
  readonly root: string;
  /** The worktree that holds it, or is it. */
  readonly repository: string;
  /** Manifests of earlier bundles in the same store: what computes the same is not converted again. */
  readonly reuse: readonly string[];
  readonly objects: string;
  readonly output: string;
  readonly commit: string;
  readonly pacegateVersion: string;
  readonly lockDigest: string | null;
  readonly threads: number;
  readonly weights: "real" | "synthetic";
  readonly models: readonly {
    readonly name: string;
    readonly entry: string;
    readonly inputs: string;
    readonly batchSizes: readonly number[] | null;
  }[];
}

const progressSchema = z.object({
  event: z.literal("progress"),
  model: z.string().nullable().default(null),
  case: z.string().nullable().default(null),
  phase: z.string(),
  seconds: z.number().nullable().default(null),
});
const eventSchema = z.discriminatedUnion("event", [
  progressSchema,
  z.object({ event: z.literal("done") }),
  z.object({
    event: z.literal("error"),
    stage: z.string(),
    what: z.string(),
    where: z.string().nullable().default(null),
    remedy: z.string().nullable().default(null),
    traceback: z.string().nullable().default(null),
  }),
]);
type ExporterEvent = z.infer<typeof eventSchema>;
export type ExporterProgress = Omit<z.infer<typeof progressSchema>, "event">;

export interface ExporterRun {
  readonly side: "base" | "head";
  readonly request: ExportRequest;
  readonly requestPath: string;
  readonly python: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ExporterProgress) => void;
}

/** Unknown lines are refused later as a missing end, not half understood. */
function parseEvent(line: string): ExporterEvent | undefined {
  try {
    return eventSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** @throws ExportError with the exporter's own words, or its last lines where it died without any */
export async function runExporter(run: ExporterRun): Promise<void> {
  await writeFile(run.requestPath, JSON.stringify(run.request, null, 2));
  let last: ExporterEvent | undefined;
  const result = await runChild(run.python, ["-m", "pacegate.export", "--request", run.requestPath], {
    directory: run.request.root,
    environment: run.environment,
    signal: run.signal,
    onLine: (line) => {
      const event = parseEvent(line);
      if (event?.event === "progress") run.onProgress(event);
      else if (event !== undefined) last = event;
    },
  });
  if (last?.event === "done" && result.exitCode === 0) return;
  if (last?.event === "error") {
    const traceback = last.traceback === null ? "" : `\n${last.traceback.trimEnd()}`;
    throw new ExportError({
      what: `${run.side === "base" ? "Base" : "Head"} could not be exported. ${last.what}${traceback}`,
      where: last.where ?? undefined,
      remedy: last.remedy ?? "Run the entry by itself in this Python to see the error alone.",
    });
  }
  const ending = result.signal ?? `exit code ${result.exitCode}`;
  throw new ExportError({
    what: `The exporter of ${run.side} ended with ${ending} and no result. Its last lines:\n${result.stderrTail.slice(-15).join("\n")}`,
    where: run.request.root,
    remedy:
      result.signal === "SIGKILL"
        ? "The system probably ran out of memory: export fewer or smaller batches, or on a larger machine."
        : "Run the entry by itself in this Python; if it works there, this is a fault of Pacegate worth reporting.",
  });
}
