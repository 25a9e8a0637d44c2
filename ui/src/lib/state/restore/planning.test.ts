import { describe, expect, it, vi } from "vitest";
import type { OpenRestore, PlanProgress, RestorePlan } from "$lib/contract";
import type { Host } from "$lib/host";
import * as sample from "../../../test/restore";
import { args, ordered, refuse, restoring } from "../../../test/restoring";
import { restoreOf } from "./index.svelte";

describe("the plan", () => {
  it("takes a safety backup as the settings say", async () => {
    for (const safety of ["take", "nodeAlreadyLost"] as const) {
      const { host, restore } = await restoring({
        planRestore: () => Promise.resolve(sample.plan({ facts: sample.facts({ safety }) })),
      });
      restore.check();
      expect(ordered(host), "the engine knows the settings").toEqual([
        { profile: sample.PROFILE, archive: 41, guided: false },
      ]);
      await vi.waitFor(() => expect(restore.step).toBe("confirm"));
      const lost = safety === "nodeAlreadyLost";
      expect(restore.planning.lost, "the plan says what they are").toBe(lost);
      restore.planning.change({ nodeAlreadyLost: !lost });
      expect(restore.planning.lost, "the person has the last word").toBe(!lost);
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
    expect(ordered(host).at(-1)?.nodeAlreadyLost).toBe(true);
  });

  it("hears of the check that is being made, and of no older one", async () => {
    const listeners: ((progress: PlanProgress) => void)[] = [];
    const { host, restore } = await restoring({
      planRestore: (_, told) => {
        listeners.push(told);
        return new Promise<never>(() => undefined);
      },
    });
    restore.check();
    listeners[0]?.({ doing: "looking" });
    expect(restore.planning.progress).toEqual({ doing: "looking" });
    restore.planning.again();
    expect(restore.planning.progress, "nothing is known of the new one yet").toBeNull();
    listeners[0]?.({ doing: "looking" });
    expect(restore.planning.progress).toBeNull();
    restore.planning.stop();
    expect(host.called("stopCheck")).toBe(1);
    expect(restore.step).toBe("choose");
    listeners[1]?.({ doing: "looking" });
    restore.check();
    expect(restore.planning.progress, "what was stopped is not heard of any more").toBeNull();
  });

  it("is not waited for any more when somebody turns to something else", async () => {
    const { host, restore } = await restoring({ planRestore: () => new Promise<never>(() => undefined) });
    restore.check();
    restore.cancel();
    expect(args(host, "stopCheck")).toEqual([[sample.PROFILE]]);
    restore.planning.stop();
    restore.planning.abandon();
    expect(host.called("stopCheck"), "nothing is being checked").toBe(1);
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
