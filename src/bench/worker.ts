// Process entry of the graph worker: JSON lines in, JSON lines out (docs/protocol.md). Runs data, never user code.
import { createInterface } from "node:readline";
import { type Duet, runInstance } from "./duet.ts";
import { EngineError } from "./engines/engine.ts";
import { type AnyEngine, loadEngine } from "./engines/load-engine.ts";
import type { OnnxInputs } from "./engines/onnxrt-cpu.ts";
import type { FailureKind, Side } from "./measurements.ts";
import { prepareDuet, SideError } from "./prepare-duet.ts";
import type { WorkerRequests } from "./worker-messages.ts";

const protocol = 1;

type Request = {
  [Method in keyof WorkerRequests]: {
    readonly id: number;
    readonly method: Method;
    readonly params: WorkerRequests[Method];
  };
}[keyof WorkerRequests];

function send(message: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

function describeError(error: unknown): { kind: FailureKind; side: Side | null; message: string } {
  const side = error instanceof SideError ? error.side : null;
  const cause = error instanceof SideError ? error.cause : error;
  const message = cause instanceof Error ? cause.message : String(cause);
  if (cause instanceof EngineError) return { kind: cause.kind, side, message };
  return { kind: /bad_alloc|allocation failed/i.test(message) ? "out-of-memory" : "crashed", side, message };
}

let engine: AnyEngine | null = null;
let duet: Duet<OnnxInputs> | null = null;

async function answer(request: Request): Promise<unknown> {
  const event = (name: string, data: unknown) => send({ id: request.id, event: name, data });
  switch (request.method) {
    case "hello": {
      if (request.params.protocol !== protocol) {
        throw new EngineError("protocol", `this worker speaks protocol ${protocol}, not ${request.params.protocol}`);
      }
      engine = loadEngine(request.params.engine, process.env);
      return { protocol, engine: engine.name, runtime: engine.runtime };
    }
    case "prepare": {
      if (engine === null) throw new EngineError("protocol", '"prepare" came before "hello"');
      const prepared = await prepareDuet(engine, request.params, (parity) => event("parity", parity));
      duet = prepared.duet;
      return prepared.pilot;
    }
    case "launch": {
      if (duet === null) throw new EngineError("protocol", '"launch" came before "prepare"');
      for (const schedule of request.params.instances) {
        event("instance", await runInstance(duet, schedule, request.params.warmupPasses));
      }
      return { instances: request.params.instances.length };
    }
    case "close":
      return {};
  }
  throw new EngineError(
    "protocol",
    `this worker knows no method ${JSON.stringify((request as { method: unknown }).method)}`,
  );
}

// Ends by itself when the parent closes stdin, or dies.
for await (const line of createInterface({ input: process.stdin })) {
  let request: Request;
  try {
    request = JSON.parse(line) as Request;
  } catch {
    send({ id: 0, error: { kind: "protocol", side: null, message: "the request is not JSON" } });
    continue;
  }
  try {
    send({ id: request.id, result: await answer(request) });
  } catch (error) {
    send({ id: request.id, error: describeError(error) });
  }
  if (request.method === "close") break;
}
