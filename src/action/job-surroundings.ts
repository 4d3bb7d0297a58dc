// The real world as a mode of the action is given it; apart from the rest of the job, which GitHub hears of first.
import { makeSurroundings, type Surroundings } from "../surroundings.ts";
import { say, warn } from "./job.ts";

/** @param withRuntime whether something will be measured here */
export function surroundings(signal: AbortSignal, withRuntime: boolean): Promise<Surroundings> {
  return makeSurroundings({ signal, say, warn }, withRuntime);
}
