// Which runs this job started, kept for the post step: it cancels them if the job is stopped before they are over.
import { z } from "zod";

const runsSchema = z.array(z.int().positive());

class DispatchedRuns {
  /** Name of the saved state. */
  readonly name = "dispatched-runs";
  readonly #ids: number[] = [];

  /** @returns the state to save */
  add(id: number): string {
    this.#ids.push(id);
    return JSON.stringify(this.#ids);
  }

  /** Empty where nothing was dispatched, or the gate came to its end. */
  read(state: string): readonly number[] {
    return state === "" ? [] : runsSchema.parse(JSON.parse(state));
  }
}

export const dispatchedRuns = new DispatchedRuns();
