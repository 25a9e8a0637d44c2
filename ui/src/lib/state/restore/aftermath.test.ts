import { describe, expect, it, vi } from "vitest";
import * as sample from "../../../test/restore";
import { args, restoring } from "../../../test/restoring";

describe("the tasks afterwards", () => {
  const last = () => [sample.task("freshBackup")];

  it("survive a restart: they alone lead back to them", async () => {
    const { restore } = await restoring({ tasks: () => Promise.resolve({ tasks: sample.tasks() }) });
    expect(restore.step).toBe("afterwards");
  });

  it("say so when the last one is done, and then make room for a new restore", async () => {
    let tasks = last();
    const { host, restore } = await restoring({
      tasks: () => Promise.resolve({ tasks }),
      tickTask: () => {
        tasks = [sample.task("freshBackup", { state: "done", at: sample.NOW, by: "ada", seen: null })];
        return Promise.resolve(tasks[0] as never);
      },
    });
    await restore.aftermath.tick.go(4);
    expect(args(host, "tickTask")).toEqual([[4]]);
    expect(restore.aftermath.finished).toBe(true);
    expect(restore.step).toBe("afterwards");
    restore.chooseAnother();
    expect(restore.step).toBe("choose");
  });

  it("wait while a new restore is prepared, and can be gone back to", async () => {
    const { restore } = await restoring({ tasks: () => Promise.resolve({ tasks: last() }) });
    restore.chooseAnother();
    expect(restore.step).toBe("choose");
    expect(restore.tasksWait).toBe(true);
    restore.showTasks();
    expect(restore.step).toBe("afterwards");
  });

  it("of an earlier restore stay as long as they are open", async () => {
    const { restore } = await restoring({
      tasks: () =>
        Promise.resolve({
          tasks: [
            sample.task("removeFromOldCluster", { id: 90, run: "run-0" }),
            sample.task("freshBackup", {
              id: 91,
              run: "run-0",
              state: "done",
              at: sample.NOW,
              by: "ada",
              seen: null,
            }),
            ...last(),
          ],
        }),
    });
    expect(restore.aftermath.shown.map(({ id }) => id)).toEqual([90, 4]);
  });

  it("are helped with where the app can: certificate, login, backup", async () => {
    const { host, app, restore } = await restoring({
      tasks: () => Promise.resolve({ tasks: last() }),
      startBackup: () => Promise.resolve("job-3"),
    });
    const asked: unknown[] = [];
    vi.spyOn(app.asking, "ask").mockImplementation((question) => {
      asked.push([question.about, "why" in question ? question.why : null]);
      return Promise.resolve(true);
    });
    await restore.aftermath.help("compareCertificate");
    await restore.aftermath.help("confirmLogin");
    await restore.aftermath.help("freshBackup");
    expect(asked).toEqual([
      ["certificate", null],
      ["password", "unconfirmed"],
    ]);
    expect(args(host, "startBackup")).toEqual([[{ profile: sample.PROFILE, preChange: false }]]);
  });

  it("tell why the fresh backup did not come about", async () => {
    const { host, restore } = await restoring({ tasks: () => Promise.resolve({ tasks: last() }) });
    const outcome = { ...sample.failed(sample.described("backupTimedOut")), kind: "backup" as const };
    host.tell({ news: "ended", outcome });
    expect(restore.aftermath.backUpFailure?.error?.code).toBe("backupTimedOut");
    expect(restore.run.ending, "it is no failure of the restore").toBeNull();
  });
});
