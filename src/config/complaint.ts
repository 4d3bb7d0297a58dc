// What is wrong and what to do about it, carried together through zod, whose issues hold a single string.

export interface Complaint {
  readonly what: string;
  readonly remedy: string;
}

const separator = "\n";

/** Packs a complaint into the message of a zod issue. */
export function complain(what: string, remedy: string): string {
  return `${what}${separator}${remedy}`;
}

/** Packs several, for an issue that zod raises once for many keys. */
export function complainOfEach(complaints: readonly Complaint[]): string {
  return complaints.map(({ what, remedy }) => complain(what, remedy)).join(separator);
}

/** Unpacks them, one a key. */
export function readComplaints(message: string): Complaint[] {
  const lines = message.split(separator);
  return lines.flatMap((what, index) => (index % 2 === 0 ? [{ what, remedy: lines[index + 1] ?? "" }] : []));
}

/** Unpacks it; a message that zod wrote itself becomes a complaint with a general remedy. */
export function readComplaint(message: string): Complaint {
  const at = message.indexOf(separator);
  if (at >= 0) return { what: message.slice(0, at), remedy: message.slice(at + separator.length) };
  return { what: `${message}.`, remedy: "Correct the value; `pacegate init` writes an example." };
}
