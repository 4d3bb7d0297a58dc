import { describe, expect, it } from "vitest";
import { lockDigest } from "../../src/export/lock-digest.ts";
import { GitRepo } from "../fixtures/git-repo.ts";

describe("digest of what pins the packages", () => {
  it("is null where nothing does", async () => {
    using repo = new GitRepo();
    repo.write({ "search.py": "x = 1", "README.md": "requirements" });
    expect(await lockDigest([repo.directory])).toBeNull();
  });

  it.each(["requirements.txt", "requirements-dev.txt", "uv.lock", "poetry.lock", "Pipfile.lock", "pyproject.toml"])(
    "changes with %s, and with nothing else",
    async (name) => {
      using repo = new GitRepo();
      repo.write({ [name]: "torch==2.12.0" });
      const before = await lockDigest([repo.directory]);
      repo.write({ "search.py": "x = 2" });
      expect(await lockDigest([repo.directory])).toBe(before);
      repo.write({ [name]: "torch==2.13.0" });
      expect(await lockDigest([repo.directory])).not.toBe(before);
    },
  );
});
