import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { BusyNeighbour } from "../../bench/verdict/neighbour.ts";

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}

async function untilGone(processIds: readonly number[]): Promise<void> {
  while (processIds.some(isAlive)) await setTimeout(50);
}

it("ends with its owner's scope", async () => {
  let processIds: readonly number[] = [];
  {
    await using neighbour = new BusyNeighbour();
    processIds = neighbour.processIds.filter((id) => id !== undefined);
    expect(processIds).toHaveLength(2);
    expect(processIds.every(isAlive)).toBe(true);
    neighbour.check();
  }
  await untilGone(processIds);
});

it("ends when its owner is killed without a word", async () => {
  const module = fileURLToPath(new URL("../../bench/verdict/neighbour.ts", import.meta.url));
  const script = `
    const { BusyNeighbour } = await import(${JSON.stringify(module)});
    console.log(JSON.stringify(new BusyNeighbour().processIds));
    setInterval(() => {}, 1000);`;
  const owner = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(owner.stdout, "data")) as [Buffer];
  const processIds = JSON.parse(line.toString()) as number[];
  expect(processIds.every(isAlive)).toBe(true);
  owner.kill("SIGKILL");
  await untilGone(processIds);
});

it("says that it is gone", async () => {
  await using neighbour = new BusyNeighbour();
  const [first] = neighbour.processIds;
  if (first === undefined) throw new Error("unreachable: it was started above");
  process.kill(first, "SIGKILL");
  while (true) {
    try {
      neighbour.check();
    } catch (error) {
      expect(String(error)).toContain("SIGKILL");
      return;
    }
    await setTimeout(20);
  }
});
