import { describe, expect, it, vi } from "vitest";
import type { Settings, SettingsChange } from "$lib/contract";
import type { Host } from "$lib/host";
import { described, refuse } from "../../test/appliances";
import { fakeHost, settings } from "../../test/host";
import { App } from "./app.svelte";
import { SettingsPage } from "./settings-page.svelte";

async function open(answers: { [K in keyof Host]?: Host[K] } = {}) {
  const host = fakeHost(answers);
  const app = new App(host);
  await app.start();
  return { app, host, page: new SettingsPage(app) };
}

describe("a setting", () => {
  it("applies at once and then is what the program made of it", async () => {
    let answer: ((settings: Settings) => void) | undefined;
    const { app, page } = await open({
      changeSettings: () => new Promise((resolve) => (answer = resolve)),
    });
    const changing = page.change("appearance", { zoom: 110 });
    expect(app.settings.value?.zoom, "the control does not wait").toBe(110);
    answer?.({ ...settings, zoom: 125 });
    await changing;
    expect(app.settings.value?.zoom).toBe(125);
  });

  it("goes back to what it was if the program refuses, and says why in its own part", async () => {
    const { app, page } = await open({
      changeSettings: () => refuse(described("databaseFailed", "It could not be written.")),
    });
    await page.change("archives", { safetyBackup: false });
    expect(app.settings.value?.safetyBackup).toBe(true);
    expect(page.failures.archives?.title).toBe("It could not be written.");
    expect(page.failures.appearance).toBeUndefined();
  });

  it("that is changed quickly does not flicker back to an older answer", async () => {
    const answers: ((settings: Settings) => void)[] = [];
    const { app, page } = await open({
      changeSettings: () => new Promise((resolve) => answers.push(resolve)),
    });
    const first = page.change("appearance", { zoom: 110 });
    const second = page.change("appearance", { zoom: 125 });
    answers[1]?.({ ...settings, zoom: 125 });
    answers[0]?.({ ...settings, zoom: 110 });
    await Promise.all([first, second]);
    expect(app.settings.value?.zoom).toBe(125);
  });

  it("for one event leaves the other events as they are", async () => {
    const changeSettings = vi.fn((change: SettingsChange) => Promise.resolve({ ...settings, ...change }));
    const { page } = await open({ changeSettings });
    await page.notify("backupDone", false);
    expect(changeSettings).toHaveBeenCalledWith({
      notifications: { ...settings.notifications, backupDone: false },
    });
  });
});

describe("the folder for archives", () => {
  it("stays as it is when the dialog is closed", async () => {
    const { app, page } = await open({ chooseArchivesFolder: () => Promise.resolve(null) });
    await page.chooseFolder.go();
    expect(app.settings.value).toEqual(settings);
    expect(page.chooseFolder.failure).toBeNull();
  });

  it("is the chosen one, and the app's own again", async () => {
    const chosen = { ...settings, archivesFolder: "/mnt/vault", ownArchivesFolder: false };
    const { app, page } = await open({
      chooseArchivesFolder: () => Promise.resolve(chosen),
      resetArchivesFolder: () => Promise.resolve(settings),
    });
    await page.chooseFolder.go();
    expect(app.settings.value?.archivesFolder).toBe("/mnt/vault");
    await page.resetFolder.go();
    expect(app.settings.value).toEqual(settings);
  });
});

it("a test of the notifications says what the system said", async () => {
  const { page } = await open({
    testNotification: () => Promise.resolve({ taken: false, detail: "no service answers" }),
  });
  await page.testNotification.go();
  expect(page.tested).toEqual({ taken: false, detail: "no service answers" });
});
