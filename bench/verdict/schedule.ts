// Which scenario comes next: the one that is furthest behind its wanted share, so that a slow hour hits all alike.
import type { Neighbour, VerdictRecord } from "./record.ts";
import { type Scenario, scenarioName } from "./scenarios.ts";

export class Progress {
  readonly #records = new Map<string, VerdictRecord[]>();

  constructor(records: readonly VerdictRecord[]) {
    for (const record of records) this.add(record);
  }

  add(record: VerdictRecord): void {
    const key = keyOf(record, record.neighbour);
    const known = this.#records.get(key);
    if (known === undefined) this.#records.set(key, [record]);
    else known.push(record);
  }

  of(scenario: Scenario, neighbour: Neighbour): readonly VerdictRecord[] {
    return this.#records.get(keyOf(scenario, neighbour)) ?? [];
  }

  /** 1 where nothing, or nothing more, is wanted. */
  share(scenario: Scenario, neighbour: Neighbour): number {
    const wanted = scenario.wanted[neighbour];
    return wanted === 0 ? 1 : Math.min(1, this.of(scenario, neighbour).length / wanted);
  }
}

const keyOf = (of: Parameters<typeof scenarioName>[0], neighbour: Neighbour) => `${scenarioName(of)} ${neighbour}`;

/**
 * Null where nothing is left to do in this block.
 * @param isReady whether its work is calibrated; what is not needs a quiet block first, whatever it still wants there
 */
export function nextScenario(
  scenarios: readonly Scenario[],
  neighbour: Neighbour,
  progress: Progress,
  isReady: (scenario: Scenario) => boolean,
): Scenario | null {
  let next: { readonly scenario: Scenario; readonly share: number } | null = null;
  for (const scenario of scenarios) {
    const ready = isReady(scenario);
    if (!ready && neighbour === "busy") continue;
    const share = Math.min(progress.share(scenario, neighbour), ready ? 1 : progress.share(scenario, "busy"));
    if (share < (next?.share ?? 1)) next = { scenario, share };
  }
  return next?.scenario ?? null;
}
