import { fireEvent, screen } from "@testing-library/svelte";
import { expect, it, vi } from "vitest";
import type { AppStatus } from "$lib/contract";
import { overwriteGetLocale } from "../paraglide/runtime";
import { described } from "../test/appliances";
import { expectAccessible } from "../test/axe";
import { renderView } from "../test/render";
import EngineView from "./EngineView.svelte";

const failure = described("databaseNewer", "A newer version of CT-VL Backup has used this data.", {
  next: "Nothing was changed. Install the newer version again.",
});
const broken: AppStatus = { version: "1.0.0", engine: { state: "failed", failure } };

it("says why the engine did not open, what to do and under which incident", async () => {
  const { container } = await renderView(EngineView, {}, { appStatus: () => Promise.resolve(broken) });
  expect(document.activeElement?.textContent).toBe("CT-VL Backup cannot start");
  const text = screen.getByRole("alert").textContent;
  expect(text).toContain("A newer version of CT-VL Backup has used this data.");
  expect(text).toContain("Install the newer version again.");
  expect(text).toContain("Incident 7F3K-29QD");
  await expectAccessible(container);
});

it("tries again when asked to, and says so", async () => {
  let answer: (() => void) | undefined;
  let asked = 0;
  await renderView(
    EngineView,
    {},
    {
      appStatus: () =>
        ++asked === 1 ? Promise.resolve(broken) : new Promise((resolve) => (answer = () => resolve(broken))),
    },
  );
  await fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  const button = screen.getByRole<HTMLButtonElement>("button", { name: "Trying…" });
  expect(button.disabled).toBe(true);
  answer?.();
  await screen.findByRole("button", { name: "Try again" });
  expect(asked).toBe(2);
});

it("copies the details, and shows them to be copied by hand where that fails", async () => {
  const copyText = vi.fn(() => Promise.resolve());
  const { container } = await renderView(
    EngineView,
    {},
    { appStatus: () => Promise.resolve(broken), copyText },
  );
  await fireEvent.click(screen.getByRole("button", { name: "Copy details" }));
  await screen.findByRole("button", { name: "Copied" });
  expect(container.querySelector("pre")).toBeNull();
  copyText.mockRejectedValue(new Error("gone"));
  await fireEvent.click(screen.getByRole("button", { name: "Copied" }));
  await vi.waitFor(() => expect(container.querySelector("pre")?.textContent).toContain("databaseNewer"));
  await expectAccessible(container);
});

it("tells a window that lost its program from an engine that failed", async () => {
  const { container } = await renderView(EngineView, {}, { appStatus: () => Promise.reject(new Error("x")) });
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("The window has lost its program");
  await expectAccessible(container);
});

it("is calm while the engine starts", async () => {
  const { container, view } = await renderView(
    EngineView,
    {},
    { appStatus: () => Promise.resolve({ version: "1.0.0", engine: { state: "starting" } }) },
  );
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("CT-VL Backup is starting");
  expect(screen.queryByRole("button")).toBeNull();
  await expectAccessible(container);
  view.unmount();
});

it("speaks German, without the engine's English words", async () => {
  overwriteGetLocale(() => "de");
  const { container } = await renderView(EngineView, {}, { appStatus: () => Promise.resolve(broken) });
  expect(container.textContent).toContain("Eine neuere Version von CT-VL Backup hat diese Daten benutzt");
  expect(container.textContent).toContain("Die neuere Version wieder installieren.");
  expect(container.textContent).not.toContain("newer version");
});
