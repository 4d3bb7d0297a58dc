// Which pairs are in no replay, in words.
import { scenarioName } from "../scenarios.ts";
import type { Figures } from "./figures.ts";

export function leftOutSentence({ leftOutOfReplays }: Figures): string {
  if (leftOutOfReplays.length === 0) return "No pair is left out of the replays of Pacegate's rule.";
  const groups = Map.groupBy(leftOutOfReplays, ({ cells, neighbour }) => `gates of ${cells}, ${neighbour}`);
  const listed = [...groups].map(([gate, pairs]) => {
    const names = pairs.map((pair) => `${scenarioName(pair)} (${pair.launches})`);
    return `${gate}: ${names.join(", ")}`;
  });
  return `Left out of the replays of Pacegate's rule, because a stretch needed more launches than were recorded (their number in brackets): ${listed.join("; ")}.`;
}
