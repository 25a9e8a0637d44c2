import { describe, expect, it, vi } from "vitest";
import type { OpenRestore, PlanRequest, RestorePlan } from "$lib/contract";
import type { Host } from "$lib/host";
import { settings } from "../../../test/host";
import * as sample from "../../../test/restore";
import { args, refuse, restoring } from "../../../test/restoring";
import { restoreOf } from "./index.svelte";

describe("the plan", () => {
  it("takes a safety backup as the settings say", async () => {
    for (const safetyBackup of [true, false]) {
      const { host, restore } = await restoring({
        settings: () => Promise.resolve({ ...settings, safetyBackup }),
      });
      restore.check();
      expect(args(host, "planRestore")).toEqual([
        [{ profile: sample.PROFILE, archive: 41, guided: false, nodeAlreadyLost: !safetyBackup }],
      ]);
    }
  });

  it("is confirmed by every answer it asks for", async () => {
    const { restore } = await restoring();
    restore.check();
    await vi.waitFor(() => expect(restore.step).toBe("confirm"));
    const { planning } = restore;
    expect(planning.open).toEqual(["oldCluster", "hostName"]);
    planning.answers.oldCluster = true;
    planning.answers.host = "ctvl-prd-2";
    expect(planning.open).toEqual(["hostName"]);
    planning.answers.host = " ctvl-prd-1 ";
    expect(planning.open).toEqual([]);
    expect(planning.confirmation()).toEqual({
      plan: sample.plan().id,
      hostTyped: "ctvl-prd-1",
      oldClusterAcknowledged: true,
      removedFromOldCluster: false,
      unprovenArchiveAccepted: false,
    });
  });

  it("takes the address for the host name, as the engine does", async () => {
    const { restore } = await restoring();
    restore.check();
    await vi.waitFor(() => expect(restore.step).toBe("confirm"));
    restore.planning.answers.host = "ctvl-prd-1:8443";
    expect(restore.planning.hostMatches).toBe(true);
  });

  it("is not started while an answer is open or another plan is being made", async () => {
    let answer: (plan: RestorePlan) => void = () => undefined;
    let first = true;
    const { host, restore } = await restoring({
      planRestore: () =>
        first
          ? ((first = false), Promise.resolve(sample.plan()))
          : new Promise<RestorePlan>((resolve) => (answer = resolve)),
    });
    restore.check();
    await vi.waitFor(() => expect(restore.step).toBe("confirm"));
    await restore.confirm();
    restore.planning.answers.oldCluster = true;
    restore.planning.answers.host = "ctvl-prd-1";
    restore.planning.change({ guided: true });
    await restore.confirm();
    expect(host.called("startRestore"), "what is on the screen is not what was ordered").toBe(0);
    answer(sample.guidedPlan());
    await vi.waitFor(() => expect(restore.planning.plan?.route).toBe("guided"));
    await restore.confirm();
    expect(host.called("startRestore")).toBe(1);
  });

  it("stays on the screen with its answers while the person changes something of it", async () => {
    const { host, restore } = await restoring();
    restore.check();
    await vi.waitFor(() => expect(restore.step).toBe("confirm"));
    restore.planning.answers.host = "ctvl-prd-1";
    restore.planning.change({ nodeAlreadyLost: true });
    expect(restore.step).toBe("confirm");
    await vi.waitFor(() => expect(restore.planning.making).toBe(false));
    expect(restore.planning.answers.host).toBe("ctvl-prd-1");
    const [ordered] = args(host, "planRestore").at(-1) as [PlanRequest];
    expect(ordered.nodeAlreadyLost).toBe(true);
  });

  it("that was overtaken by another choice is thrown away", async () => {
    let late: (plan: RestorePlan) => void = () => undefined;
    const { restore } = await restoring({
      planRestore: () => new Promise<RestorePlan>((resolve) => (late = resolve)),
    });
    restore.check();
    restore.chooseAnother();
    late(sample.plan());
    await Promise.resolve();
    expect(restore.step).toBe("choose");
    expect(restore.planning.plan).toBeNull();
  });

  it("goes back to the check when it is void, and forgets what was said to it", async () => {
    const { restore } = await restoring({
      startRestore: vi.fn<Host["startRestore"]>().mockRejectedValue(sample.described("planVoid")),
    });
    restore.check();
    await vi.waitFor(() => expect(restore.step).toBe("confirm"));
    restore.planning.answers.oldCluster = true;
    restore.planning.answers.host = "ctvl-prd-1";
    await restore.confirm();
    expect(restore.step).toBe("check");
    expect(restore.voided?.error?.code).toBe("planVoid");
    restore.planAgain();
    await vi.waitFor(() => expect(restore.step).toBe("confirm"));
    expect(restore.planning.open).toEqual(["oldCluster", "hostName"]);
  });

  it("resumes a restore that turns out to be open", async () => {
    let opens: OpenRestore[] = [];
    const { restore } = await restoring({
      openRestores: () => Promise.resolve(opens),
      startRestore: () => {
        opens = [sample.open({ job: null })];
        return refuse(sample.described("anotherRestoreOpen"));
      },
      planRestore: () => Promise.resolve(sample.plan({ asks: [] })),
    });
    restore.check();
    await vi.waitFor(() => expect(restore.step).toBe("confirm"));
    await restore.confirm();
    expect(restore.step).toBe("restore");
  });

  it("survives a look at another view", async () => {
    const { app, restore, detach } = await restoring();
    restore.check();
    await vi.waitFor(() => expect(restore.step).toBe("confirm"));
    restore.planning.answers.host = "ctvl-prd-1";
    detach();
    expect(restoreOf(app, sample.PROFILE).planning.answers.host).toBe("ctvl-prd-1");
  });
});
