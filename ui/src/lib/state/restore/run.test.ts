import { afterEach, describe, expect, it, vi } from "vitest";
import type { AftermathTask, OpenRestore } from "$lib/contract";
import { fakeHost } from "../../../test/host";
import * as sample from "../../../test/restore";
import { args, refuse, restoring, type Answers } from "../../../test/restoring";
import { App } from "../app.svelte";
import { restoreOf } from "./index.svelte";

afterEach(() => vi.useRealTimers());

describe("a restore under way", () => {
  const asked = { planRestore: () => Promise.resolve(sample.plan({ asks: [] })) };

  async function started(answers: Answers = {}) {
    const all = await restoring({ ...asked, ...answers });
    all.restore.check();
    await vi.waitFor(() => expect(all.restore.step).toBe("confirm"));
    await all.restore.confirm();
    return all;
  }

  it("is shown from the moment it is started, before anything is heard of it", async () => {
    const { restore } = await started();
    expect(restore.run.starting).toBe(true);
    expect(restore.step).toBe("restore");
  });

  it("is cancelled by its own number once that is known, and by its job before", async () => {
    let opens: OpenRestore[] = [];
    const { host, restore } = await started({
      openRestores: () => Promise.resolve(opens),
      cancelJob: () => Promise.resolve(),
      cancelRestore: () => Promise.resolve(),
    });
    host.tell({ news: "progress", progress: sample.progress("starting"), profile: sample.PROFILE });
    await restore.run.cancel.go();
    expect(args(host, "cancelJob")).toEqual([[sample.JOB]]);
    opens = [sample.open()];
    await restore.run.cancel.go();
    expect(args(host, "cancelRestore")).toEqual([[sample.RUN]]);
    expect(restore.run.stopping).toBe(true);
  });

  it("that was cancelled says so and can be planned again", async () => {
    const { host, restore } = await started();
    host.tell({ news: "ended", outcome: sample.failed(sample.described("cancelled")) });
    await vi.waitFor(() => expect(restore.run.settling).toBe(false));
    expect(restore.run.ending?.what).toBe("cancelled");
    expect(restore.step).toBe("restore");
    restore.planAgain();
    await vi.waitFor(() => expect(restore.step).toBe("confirm"));
  });

  it("that has ended before its start is answered is told all the same", async () => {
    let start: (job: string) => void = () => undefined;
    const { host, restore } = await restoring({
      ...asked,
      startRestore: () => new Promise<string>((resolve) => (start = resolve)),
    });
    restore.check();
    await vi.waitFor(() => expect(restore.step).toBe("confirm"));
    const confirmed = restore.confirm();
    host.tell({ news: "ended", outcome: sample.failed(sample.described("uploadFailed")) });
    start(sample.JOB);
    await confirmed;
    await vi.waitFor(() => expect(restore.run.settling).toBe(false));
    expect(restore.run.ending?.what).toBe("failed");
    expect(restore.run.starting).toBe(false);
  });

  it("that ended void while it ran goes back to the check", async () => {
    const { host, restore } = await started();
    host.tell({ news: "ended", outcome: sample.failed(sample.described("planVoid")) });
    await vi.waitFor(() => expect(restore.step).toBe("check"));
    expect(restore.voided?.error?.code).toBe("planVoid");
  });

  it("leads to its tasks when it is complete", async () => {
    let left = [] as ReturnType<typeof sample.tasks>;
    const { host, restore } = await started({ tasks: () => Promise.resolve({ tasks: left }) });
    left = sample.tasks();
    host.tell({ news: "ended", outcome: sample.ended() });
    await vi.waitFor(() => expect(restore.step).toBe("afterwards"));
    expect(restore.aftermath.left.map(({ kind }) => kind)).toEqual([
      "joinNewCluster",
      "freshBackup",
      "resumeSchedule",
    ]);
  });

  it("that has just ended is never taken for another program's, whichever look is answered first", async () => {
    const answers: ((opens: OpenRestore[]) => void)[] = [];
    let [opens, slow] = [[] as OpenRestore[], false];
    const { host, restore } = await started({
      openRestores: () => (slow ? new Promise((resolve) => answers.push(resolve)) : Promise.resolve(opens)),
    });
    opens = [sample.open({ stage: "rebooting" })];
    host.tell({ news: "progress", progress: sample.progress("rebooting"), profile: sample.PROFILE });
    await restore.run.stageCame();
    expect(restore.run.now?.workedOn).toBe(true);

    slow = true;
    // The ending is told, then that the appliances are to be asked for again: the second look overtakes the first.
    host.tell({ news: "ended", outcome: sample.failed(sample.described("restoreUncertain")) });
    host.tell({ news: "changed", what: "appliances" });
    expect(answers.length).toBe(2);
    const after = [sample.open({ job: null, workedOn: false, stage: "rebooting", standing: "underway" })];
    answers[0]?.(after);
    await new Promise((resolve) => setTimeout(resolve));
    expect(restore.run.job).toBeUndefined();
    expect(restore.run.elsewhere, "what is known is from before the end").toBe(false);
    expect(restore.run.settling, "nothing newer than the end is known yet").toBe(true);
    answers[1]?.(after);
    await vi.waitFor(() => expect(restore.run.settling).toBe(false));
    expect(restore.run.now?.workedOn).toBe(false);
    expect(restore.run.elsewhere).toBe(false);
  });

  it("that ends while nobody looks on is known to be over when somebody does", async () => {
    let opens: OpenRestore[] = [];
    const { host, restore, detach } = await started({ openRestores: () => Promise.resolve(opens) });
    opens = [sample.open()];
    host.tell({ news: "progress", progress: sample.progress("uploading"), profile: sample.PROFILE });
    await restore.run.stageCame();
    detach();
    opens = [];
    host.tell({ news: "ended", outcome: sample.failed(sample.described("uploadFailed")) });
    await vi.waitFor(() => expect(restore.run.settling).toBe(false));
    expect(restore.run.now).toBeUndefined();
    expect(restore.run.ending?.what).toBe("failed");
  });

  it("is another program's only where the look itself says so", async () => {
    const { restore } = await restoring({
      openRestores: () => Promise.resolve([sample.open({ job: null })]),
    });
    expect(restore.run.elsewhere).toBe(true);
    const own = await restoring({ openRestores: () => Promise.resolve([sample.open()]) });
    expect(own.restore.run.elsewhere, "a job of this window, of which no news has come yet").toBe(false);
  });

  it("of another appliance is none of this one's", async () => {
    const { restore } = await restoring({
      openRestores: () => Promise.resolve([sample.open({ profile: "dr" })]),
    });
    expect(restore.step).toBe("choose");
  });

  it("of another program is looked at again and again, to its tasks", async () => {
    vi.useFakeTimers();
    let opens = [sample.open({ job: null })];
    let left: AftermathTask[] = [];
    const host = fakeHost({
      overview: () => Promise.resolve(sample.overview()),
      archives: () => Promise.resolve(sample.table()),
      tasks: () => Promise.resolve({ tasks: left }),
      openRestores: () => Promise.resolve(opens),
    });
    const app = new App(host);
    await app.start();
    const restore = restoreOf(app, sample.PROFILE);
    const detach = restore.attach();
    await vi.advanceTimersByTimeAsync(0);
    const before = host.called("openRestores");
    await vi.advanceTimersByTimeAsync(20_000);
    expect(host.called("openRestores") - before).toBe(2);
    [opens, left] = [[], sample.tasks()];
    await vi.advanceTimersByTimeAsync(10_000);
    expect(restore.step).toBe("afterwards");
    await vi.advanceTimersByTimeAsync(30_000);
    expect(host.called("openRestores") - before, "nothing is left to wait for").toBe(3);
    detach();
  });

  it("is not looked at by a view that was left", async () => {
    vi.useFakeTimers();
    const host = fakeHost({ openRestores: () => Promise.resolve([sample.open({ job: null })]) });
    const app = new App(host);
    await app.start();
    const detach = restoreOf(app, sample.PROFILE).attach();
    await vi.advanceTimersByTimeAsync(0);
    const before = host.called("openRestores");
    detach();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(host.called("openRestores")).toBe(before);
  });
});

describe("a restore that nobody watches", () => {
  const underway = (part: Partial<OpenRestore> = {}) =>
    sample.open({
      job: null,
      workedOn: false,
      stage: "rebooting",
      standing: "underway",
      remedies: ["keepWatching", "loginScreenSeen", "close"],
      ...part,
    });

  it("is watched again", async () => {
    const { host, restore } = await restoring({
      openRestores: () => Promise.resolve([underway()]),
      watchRestore: () => Promise.resolve("job-2"),
    });
    expect(restore.step).toBe("restore");
    await restore.run.watch.go();
    expect(args(host, "watchRestore")).toEqual([[sample.RUN]]);
    expect(restore.run.starting).toBe(true);
  });

  it("is told of the login screen and then watched, so that the watch hears it", async () => {
    const { host, restore } = await restoring({
      openRestores: () => Promise.resolve([underway()]),
      watchRestore: () => Promise.resolve("job-2"),
      sayToRestore: () => Promise.resolve(),
    });
    await restore.run.screenSeen.go();
    const said = host.calls.filter(({ name }) => name === "sayToRestore" || name === "watchRestore");
    expect(said).toEqual([
      { name: "sayToRestore", args: [sample.RUN, "loginScreenSeen"] },
      { name: "watchRestore", args: [sample.RUN] },
    ]);
    expect(restore.run.starting).toBe(true);
  });

  it("is told of the login screen at once while it is watched", async () => {
    const { host, restore } = await restoring({
      openRestores: () => Promise.resolve([underway({ workedOn: true, standing: "workedOn" })]),
      sayToRestore: () => Promise.resolve(),
    });
    await restore.run.screenSeen.go();
    await restore.run.keepWaiting.go();
    expect(args(host, "sayToRestore").map(([, said]) => said)).toEqual(["loginScreenSeen", "keepWaiting"]);
  });

  it("is closed on the word of somebody who looked", async () => {
    for (const restored of [true, false]) {
      let opens = [underway()];
      let left = [] as ReturnType<typeof sample.tasks>;
      const { host, restore } = await restoring({
        openRestores: () => Promise.resolve(opens),
        tasks: () => Promise.resolve({ tasks: left }),
        closeRestore: () => {
          opens = [];
          left = restored ? sample.tasks() : [];
          return Promise.resolve();
        },
      });
      await restore.run.close.go(restored);
      await restore.lookAround();
      expect(args(host, "closeRestore")).toEqual([[sample.RUN, restored]]);
      expect(restore.step).toBe(restored ? "afterwards" : "restore");
      expect(restore.run.ending?.what).toBe(restored ? undefined : "closed");
    }
  });
});

describe("a guided restore", () => {
  const waiting = (step: Parameters<typeof sample.guided>[0]) =>
    sample.open({
      job: null,
      workedOn: false,
      route: "guided",
      stage: "waitingForPerson",
      standing: "withPerson",
      remedies: ["continueGuided"],
      guided: sample.guided(step),
    });

  it("goes on with what the engine answers", async () => {
    let opens = [waiting("openPage")];
    const { host, restore } = await restoring({
      openRestores: () => Promise.resolve(opens),
      guidedStep: () => {
        opens = [waiting("chooseFile")];
        return Promise.resolve({ next: "step", guided: sample.guided("chooseFile") });
      },
    });
    await restore.run.answer.go("pageOpened");
    expect(args(host, "guidedStep")).toEqual([[sample.RUN, "pageOpened"]]);
    expect(restore.run.now?.guided?.card.step).toBe("chooseFile");
  });

  it("is watched once Restore was pressed", async () => {
    const { restore } = await restoring({
      openRestores: () => Promise.resolve([waiting("pressRestore")]),
      guidedStep: () => Promise.resolve({ next: "watching", job: "job-2" }),
    });
    await restore.run.answer.go("restorePressed");
    expect(restore.run.starting).toBe(true);
  });

  it("that is given up says that nothing was changed; one whose details differ says not to press Restore", async () => {
    for (const [event, what] of [
      ["giveUp", "gaveUp"],
      ["detailsDiffer", "detailsDiffer"],
    ] as const) {
      let opens = [waiting("compareDetails")];
      const { restore } = await restoring({
        openRestores: () => Promise.resolve(opens),
        guidedStep: () => {
          opens = [];
          return Promise.resolve({ next: "over", because: "" });
        },
      });
      await restore.run.answer.go(event);
      expect(restore.run.ending?.what).toBe(what);
    }
  });

  it("whose archive changed meanwhile is over, and goes back to the check", async () => {
    let opens = [waiting("compareDetails")];
    const { restore } = await restoring({
      openRestores: () => Promise.resolve(opens),
      guidedStep: () => {
        opens = [];
        return refuse(sample.described("planVoid"));
      },
    });
    await restore.run.answer.go("detailsMatch");
    expect(restore.step).toBe("check");
    expect(restore.voided?.error?.code).toBe("planVoid");
  });

  it("that was answered in another window shows where it is now", async () => {
    let opens = [waiting("openPage")];
    const { restore } = await restoring({
      openRestores: () => Promise.resolve(opens),
      guidedStep: () => {
        opens = [waiting("compareDetails")];
        return refuse(sample.described("notNow"));
      },
    });
    await restore.run.answer.go("pageOpened");
    expect(restore.run.answer.failure?.error?.code).toBe("notNow");
    expect(restore.run.now?.guided?.card.step).toBe("compareDetails");
  });
});
