// The folders that Pacegate keeps in a project, under `.pacegate/`, ignored by git from within.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

export interface ProjectFolders {
  readonly objects: string;
  readonly bundles: string;
  /** Half-written things, renamed into place when whole. */
  readonly temporary: string;
  readonly worktrees: string;
}

export async function makeProjectFolders(project: string): Promise<ProjectFolders> {
  const top = join(project, ".pacegate");
  const folders = {
    objects: join(top, "objects"),
    bundles: join(top, "bundles"),
    temporary: join(top, "tmp"),
    worktrees: join(top, "worktrees"),
  };
  for (const folder of Object.values(folders)) await mkdir(folder, { recursive: true });
  await writeFile(join(top, ".gitignore"), "*\n");
  return folders;
}
