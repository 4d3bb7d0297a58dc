import fc from "fast-check";
import { expect, test } from "vitest";
import { escapeJson } from "../../src/report/escape-json.ts";
import { hostileText, invisibleCharacter } from "./hostile-text.ts";

test("means the same value, hides nothing and starts no workflow command", () => {
  fc.assert(
    fc.property(fc.dictionary(hostileText, hostileText), (value) => {
      const json = escapeJson(JSON.stringify(value, null, 2));
      expect(JSON.parse(json)).toEqual(value);
      expect(json).not.toMatch(invisibleCharacter);
      expect(json).not.toContain("##[");
      expect(json).not.toMatch(/^\s*::/m);
    }),
  );
});
