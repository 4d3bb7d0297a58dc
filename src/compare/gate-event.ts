// Which table of conclusions applies.

export const gateEvents = ["pull-request", "merge", "night", "release"] as const;
export type GateEvent = (typeof gateEvents)[number];
