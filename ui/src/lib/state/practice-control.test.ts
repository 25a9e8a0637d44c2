import { describe, expect, it } from "vitest";
import type { Practice } from "$lib/contract";
import { described, refuse } from "../../test/appliances";
import { fakeHost, noPractice } from "../../test/host";
import { App } from "./app.svelte";
import { PracticeControl } from "./practice-control.svelte";

const running: Practice = { ...noPractice, profile: "practice", running: true, address: "127.0.0.1:49152" };

describe("the practice appliance", () => {
  it("is started and gone to", async () => {
    const app = new App(fakeHost({ startPractice: () => Promise.resolve(running) }));
    await new PracticeControl(app).explore();
    expect(app.practice.value).toEqual(running);
    expect(app.router.place).toEqual({ place: "appliance", profile: "practice" });
  });

  it("that does not start leaves one where one is, with the reason", async () => {
    const app = new App(
      fakeHost({ startPractice: () => refuse(described("practiceFailed", "Its port is taken.")) }),
    );
    const control = new PracticeControl(app);
    await control.explore();
    expect(control.start.failure?.title).toBe("Its port is taken.");
    expect(app.router.place).toEqual({ place: "overview" });
  });

  it("takes one order at a time", async () => {
    let answer: ((practice: Practice) => void) | undefined;
    const app = new App(fakeHost({ resetPractice: () => new Promise((resolve) => (answer = resolve)) }));
    const control = new PracticeControl(app);
    const resetting = control.reset.go();
    expect(control.busy).toBe(true);
    answer?.(running);
    await resetting;
    expect(control.busy).toBe(false);
    expect(app.practice.value).toEqual(running);
  });

  it.each([
    ["setPracticeFault", (control: PracticeControl) => control.rehearse.go("timeout"), "timeout"],
    ["setPracticeFault", (control: PracticeControl) => control.rehearse.go(null), null],
    ["hidePracticeRoute", (control: PracticeControl) => control.hideRoute.go(true), true],
    ["openAdministrationPage", (control: PracticeControl) => control.openPage.go("practice"), "practice"],
    ["copyPracticePassword", (control: PracticeControl) => control.copyPassword.go()],
  ] as const)("is told by %s", async (name, order, ...args) => {
    const host = fakeHost({
      setPracticeFault: () => Promise.resolve(running),
      hidePracticeRoute: () => Promise.resolve(running),
      openAdministrationPage: () => Promise.resolve(),
      copyPracticePassword: () => Promise.resolve(),
    });
    await order(new PracticeControl(new App(host)));
    expect(host.calls).toEqual([{ name, args }]);
  });
});
