import { fireEvent, screen, within } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import { described, profile, refuse } from "../test/appliances";
import { expectAccessible } from "../test/axe";
import { pasted, report } from "../test/connecting";
import { noPractice } from "../test/host";
import { renderView } from "../test/render";
import WelcomeView from "./WelcomeView.svelte";

const practice = () => screen.getByRole("region", { name: "Explore with a practice appliance" });

describe("the first view", () => {
  it("offers two ways, each with its name, and begins at its heading", async () => {
    const { container } = await renderView(WelcomeView, {});
    expect(document.activeElement?.textContent).toBe("Welcome to CT-VL Backup");
    expect(screen.getByRole("region", { name: "Connect an appliance" })).toBeTruthy();
    expect(within(practice()).getAllByRole("listitem")).toHaveLength(3);
    await expectAccessible(container);
  });

  it("starts the practice appliance and goes there", async () => {
    let answer: (() => void) | undefined;
    const running = { ...noPractice, profile: "practice", running: true };
    const { app, container } = await renderView(
      WelcomeView,
      {},
      { startPractice: () => new Promise((resolve) => (answer = () => resolve(running))) },
    );
    await fireEvent.click(within(practice()).getByRole("button"));
    expect(practice().getAttribute("aria-busy")).toBe("true");
    expect(practice().textContent).toContain("The practice appliance is being made");
    await expectAccessible(container);
    answer?.();
    await vi.waitFor(() => expect(app.router.place).toEqual({ place: "appliance", profile: "practice" }));
  });

  it("says why the practice appliance did not start, and can be asked again", async () => {
    const { container, host } = await renderView(
      WelcomeView,
      {},
      { startPractice: () => refuse(described("practiceFailed", "Its port is taken.")) },
    );
    await fireEvent.click(within(practice()).getByRole("button"));
    expect((await screen.findByRole("alert")).textContent).toContain("Its port is taken.");
    await expectAccessible(container);
    await fireEvent.click(within(practice()).getByRole("button", { name: "Start practising" }));
    await vi.waitFor(() => expect(host.called("startPractice")).toBe(2));
  });

  it("connects the first appliance right here and shows the steps beside the form", async () => {
    const { app, container } = await renderView(
      WelcomeView,
      {},
      {
        readAddress: (text) => Promise.resolve(pasted(text)),
        testDraft: () =>
          Promise.resolve(report({ check: "keys", failure: described("noPermission", "May not.") })),
        addAppliance: () => Promise.resolve({ profile: profile("new", "ctvl-prd-9"), notKept: null }),
      },
    );
    const type = (label: string, value: string) =>
      fireEvent.input(screen.getByLabelText(label), { target: { value } });
    await type("Address", "ctvl-prd-9");
    await type("User name", "svc-backup");
    await type("Password", "planted-Xk29");
    await fireEvent.submit(container.querySelector("form") as HTMLFormElement);
    expect(await screen.findByRole("region", { name: "Connection test" })).toBeTruthy();
    expect(within(practice()).queryByRole("listitem"), "the other way makes room but stays").toBeNull();
    await expectAccessible(container);
    await fireEvent.click(screen.getByRole("button", { name: "Connect without it" }));
    await vi.waitFor(() => expect(app.router.place).toEqual({ place: "appliance", profile: "new" }));
  });
});
