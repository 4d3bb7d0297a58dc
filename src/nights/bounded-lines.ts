// Lines up to a budget of characters, with a last line that says how many there was no room for.

export interface Bound {
  readonly lines: number;
  readonly characters: number;
}

/**
 * @param rest the line for those left out; it may exceed the budget by its own length
 * @param beyond how many more there are besides `lines`
 */
export function boundedLines(
  lines: readonly string[],
  bound: Bound,
  rest: (left: number) => string,
  beyond = 0,
): readonly string[] {
  const kept: string[] = [];
  let room = bound.characters;
  for (const line of lines) {
    room -= line.length + 1;
    if (room < 0 || kept.length === bound.lines) break;
    kept.push(line);
  }
  const left = lines.length - kept.length + beyond;
  return left === 0 ? kept : [...kept, rest(left)];
}
