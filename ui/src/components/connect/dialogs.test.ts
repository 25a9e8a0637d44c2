import { fireEvent, screen, within } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import type { CertificateLook, Profile } from "$lib/contract";
import type { Host } from "$lib/host";
import type { Question } from "$lib/state/asking.svelte";
import { overwriteGetLocale } from "../../paraglide/runtime";
import { appliance, described, overviewOf, profile, refuse } from "../../test/appliances";
import { expectAccessible } from "../../test/axe";
import { certificate, pasted } from "../../test/connecting";
import { renderView } from "../../test/render";
import AskingDialogs from "./AskingDialogs.svelte";
import EditAppliance from "./EditAppliance.svelte";
import RemoveAppliance from "./RemoveAppliance.svelte";

const PASSWORD = "planted-Xk29";
const old = { ...certificate, fingerprint: certificate.fingerprint.replace("10", "AA") };
const eu = profile("eu", "Payments EU", {
  trust: { by: "pinned", fingerprint: old.fingerprint, at: "2025-03-03T10:00:00Z" },
});
type Answers = { [K in keyof Host]?: Host[K] };

const overview: Host["overview"] = () =>
  Promise.resolve(overviewOf([{ ...appliance("eu", "Payments EU"), profile: eu }]));

async function ask(question: Question, answers: Answers = {}) {
  const world = await renderView(AskingDialogs, {}, { overview, ...answers });
  const settled = vi.fn();
  void world.app.asking.ask(question).then(settled);
  return { ...world, settled };
}

const press = (name: string) => fireEvent.click(screen.getByRole("button", { name }));
const typePassword = async (label = "Password of svc-backup") =>
  fireEvent.input(await screen.findByLabelText(label), { target: { value: PASSWORD } });
const submit = () => fireEvent.submit(document.querySelector("[role=dialog] form") as HTMLFormElement);

describe("the question for a password", () => {
  it.each([
    ["missing", "Enter the password of Payments EU", "is not kept here"],
    ["refused", "Payments EU refused the login of svc-backup", "tried once and is not tried again"],
    ["unconfirmed", "Confirm the login of Payments EU", "Logins come from the backup now"],
    ["change", "Change the password of Payments EU", "before it replaces the one that is kept"],
  ] as const)("says why it is asked: %s", async (why, title, text) => {
    await ask({ about: "password", profile: eu, why });
    const dialog = await screen.findByRole("dialog", { name: title });
    expect(dialog.textContent).toContain(text);
    await vi.waitFor(() =>
      expect(document.activeElement).toBe(screen.getByLabelText("Password of svc-backup")),
    );
    await expectAccessible(dialog);
  });

  it("names the cure of a lost login as a command (R9)", async () => {
    await ask({ about: "password", profile: eu, why: "unconfirmed" });
    const dialog = await screen.findByRole("dialog");
    expect(dialog.querySelector("code")?.textContent).toBe("createsuperuser");
  });

  it("is settled when the password works", async () => {
    const { settled, app, container } = await ask(
      { about: "password", profile: eu, why: "missing" },
      { setPassword: () => Promise.resolve({ profile: eu, notKept: null }) },
    );
    await typePassword();
    await submit();
    await vi.waitFor(() => expect(settled).toHaveBeenCalledWith(true));
    expect(app.announcer.polite).toBe("The password of Payments EU works.");
    expect(container.innerHTML).not.toContain(PASSWORD);
  });

  it("is not settled when it is closed", async () => {
    const { settled, host } = await ask({ about: "password", profile: eu, why: "missing" });
    await fireEvent.keyDown(await screen.findByRole("dialog"), { key: "Escape" });
    await vi.waitFor(() => expect(settled).toHaveBeenCalledWith(false));
    expect(host.called("setPassword")).toBe(0);
  });

  it("shows a refusal beside the password", async () => {
    await ask(
      { about: "password", profile: eu, why: "missing" },
      { setPassword: () => refuse(described("loginRefused", "It refused the login.")) },
    );
    await typePassword();
    await submit();
    await vi.waitFor(() =>
      expect(screen.getByLabelText("Password of svc-backup").getAttribute("aria-invalid")).toBe("true"),
    );
    await expectAccessible(screen.getByRole("dialog"));
  });

  it("goes over a certificate that has to be compared first, and then on by itself", async () => {
    let trusted = false;
    const { settled, host } = await ask(
      { about: "password", profile: eu, why: "missing" },
      {
        setPassword: () =>
          trusted
            ? Promise.resolve({ profile: eu, notKept: null })
            : refuse(described("certificateChanged", "Another one.")),
        compareCertificate: () =>
          Promise.resolve({ trust: eu.trust, trusted: old, presented: certificate, same: false }),
        trustCertificate: () => Promise.resolve(((trusted = true), certificate)),
      },
    );
    await typePassword();
    await submit();
    await fireEvent.click(await screen.findByRole("button", { name: "Compare certificates" }));
    await fireEvent.click(within(await screen.findByRole("alertdialog")).getByRole("checkbox"));
    await press("Trust this certificate");
    await vi.waitFor(() => expect(settled).toHaveBeenCalledWith(true));
    expect(host.called("setPassword")).toBe(2);
  });

  it("can be answered for another user, whose password is asked for then", async () => {
    const other: Profile = { ...eu, user: "svc-new" };
    const { host } = await ask(
      { about: "password", profile: eu, why: "unconfirmed" },
      {
        changeAppliance: () => Promise.resolve(other),
        setPassword: () => Promise.resolve({ profile: other, notKept: null }),
      },
    );
    await fireEvent.click(await screen.findByRole("button", { name: "Another user…" }));
    await fireEvent.input(await screen.findByLabelText("User name"), { target: { value: "svc-new" } });
    await press("Save");
    await vi.waitFor(() => expect(screen.getByLabelText("Password of svc-new")).toBeTruthy());
    expect(host.calls.find(({ name }) => name === "changeAppliance")?.args).toEqual([
      "eu",
      { user: "svc-new" },
    ]);
  });

  it("speaks German", async () => {
    overwriteGetLocale(() => "de");
    await ask({ about: "password", profile: eu, why: "unconfirmed" });
    const dialog = await screen.findByRole("dialog", { name: "Anmeldung von Payments EU bestätigen" });
    expect(dialog.textContent).toContain("Die Anmeldungen kommen jetzt aus der Sicherung.");
  });
});

describe("the question for a certificate", () => {
  const look = (changes: Partial<CertificateLook> = {}): Answers => ({
    compareCertificate: () =>
      Promise.resolve({ trust: eu.trust, trusted: old, presented: certificate, same: false, ...changes }),
    trustCertificate: () => Promise.resolve(certificate),
  });
  const question: Question = { about: "certificate", profile: eu };

  it("sets both side by side and marks what differs", async () => {
    const longer = { ...certificate, notAfter: "2040-01-01T00:00:00Z" };
    const { settled, host } = await ask(question, look({ presented: longer }));
    const dialog = await screen.findByRole("alertdialog", {
      name: "Payments EU presents a different certificate",
    });
    const before = within(dialog).getByRole("region", { name: "Trusted until now" });
    const now = within(dialog).getByRole("region", { name: "Presented now" });
    expect(before.textContent).toContain("3 Mar 2025");
    const definitions = within(now).getAllByRole("definition");
    const marked = definitions.filter((value) => value.textContent.includes("(differs)"));
    expect(marked.map((value) => value.textContent)).toEqual(["12 Nov 2026 to 1 Jan 2040 (differs)"]);
    await expectAccessible(dialog);
    await vi.waitFor(() => expect(document.activeElement?.textContent?.trim()).toBe("Cancel"));
    await fireEvent.click(within(dialog).getByRole("checkbox"));
    await press("Trust this certificate");
    await vi.waitFor(() => expect(settled).toHaveBeenCalledWith(true));
    expect(host.calls.find(({ name }) => name === "trustCertificate")?.args).toEqual([
      "eu",
      certificate.fingerprint,
    ]);
  });

  it("has to be compared again if another one is presented by then", async () => {
    const other = { ...certificate, fingerprint: certificate.fingerprint.replace("11", "BB") };
    const looks = [certificate, other];
    await ask(question, {
      compareCertificate: () =>
        Promise.resolve({
          trust: eu.trust,
          trusted: old,
          presented: looks.shift() ?? other,
          same: false,
        }),
      trustCertificate: () => refuse(described("fingerprintDiffers", "It shows another one.")),
    });
    const box = within(await screen.findByRole("alertdialog")).getByRole<HTMLInputElement>("checkbox");
    await fireEvent.click(box);
    await press("Trust this certificate");
    await vi.waitFor(() => expect(box.checked, "the tick was for the other one").toBe(false));
    expect(screen.getByRole("alert").textContent).toContain("It shows another one.");
  });

  it("is a first look where nothing was trusted yet", async () => {
    await ask(question, look({ trust: { by: "system" }, trusted: null }));
    const dialog = await screen.findByRole("alertdialog", { name: "Payments EU is not trusted yet" });
    expect(within(dialog).queryByRole("region", { name: "Trusted until now" })).toBeNull();
  });

  it("shows the pin where the details of the old one are not known", async () => {
    await ask(question, look({ trusted: null }));
    const dialog = await screen.findByRole("alertdialog");
    const before = within(dialog).getByRole("region", { name: "Trusted until now" });
    expect(before.textContent).toContain("AA:11");
    expect(before.textContent).toContain("Its other details were not kept.");
  });

  it("is settled at once where there is nothing to compare", async () => {
    const { settled } = await ask(question, look({ presented: old, same: true }));
    const dialog = await screen.findByRole("dialog", { name: "Payments EU shows the certificate you trust" });
    await expectAccessible(dialog);
    await press("Close");
    await vi.waitFor(() => expect(settled).toHaveBeenCalledWith(true));
  });

  it("says why it could not be looked at, and looks again", async () => {
    let away = true;
    const { settled } = await ask(question, {
      compareCertificate: () =>
        away
          ? refuse(described("connectTimedOut", "It did not answer."))
          : Promise.resolve({ trust: eu.trust, trusted: old, presented: certificate, same: false }),
    });
    const dialog = await screen.findByRole("dialog");
    expect(dialog.textContent).toContain("It did not answer.");
    await expectAccessible(dialog);
    away = false;
    await press("Try again");
    await fireEvent.keyDown(await screen.findByRole("alertdialog"), { key: "Escape" });
    await vi.waitFor(() => expect(settled).toHaveBeenCalledWith(false));
  });
});

describe("editing", () => {
  it("tells what goes with an old address and user before it is saved", async () => {
    const onsaved = vi.fn();
    const { app } = await renderView(
      EditAppliance,
      { profile: eu, open: true, onsaved },
      {
        overview,
        readAddress: (text) => Promise.resolve(pasted(text)),
        changeAppliance: () => Promise.resolve({ ...eu, address: "eu-2" }),
      },
    );
    const dialog = await screen.findByRole("dialog", { name: "Edit Payments EU" });
    await expectAccessible(dialog);
    await fireEvent.input(screen.getByLabelText("Address"), { target: { value: "eu-2" } });
    await fireEvent.input(screen.getByLabelText("User name"), { target: { value: "other" } });
    expect(dialog.textContent).toContain("Certificate and password belong to the old address.");
    expect(dialog.textContent).toContain("The kept password belongs to svc-backup.");
    await submit();
    await vi.waitFor(() => expect(onsaved).toHaveBeenCalled());
    expect(app.announcer.polite).toBe("Payments EU is saved.");
    await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("goes to the first field that is wrong", async () => {
    await renderView(EditAppliance, { profile: eu, open: true }, { overview });
    const days = await screen.findByLabelText("At risk after, in days");
    await fireEvent.input(days, { target: { value: "0" } });
    await submit();
    await vi.waitFor(() => expect(document.activeElement).toBe(days));
    await expectAccessible(screen.getByRole("dialog"));
  });

  it("says why the keys could not be listed", async () => {
    await renderView(
      EditAppliance,
      { profile: eu, open: true },
      { overview, listKeys: () => refuse(described("passwordNotStored", "No password is stored.")) },
    );
    await fireEvent.click(await screen.findByRole("button", { name: "List keys" }));
    expect((await screen.findByRole("alert")).textContent).toContain("No password is stored.");
  });
});

describe("removing", () => {
  it("names the appliance, what stays and what goes, and Enter keeps it", async () => {
    const { host } = await renderView(RemoveAppliance, { profile: eu, open: true }, { overview });
    const dialog = await screen.findByRole("alertdialog", { name: "Remove Payments EU?" });
    expect(dialog.textContent).toContain("42 archives, in their folders and in the library");
    expect(dialog.textContent).toContain("Its password, from the keyring and from memory");
    await vi.waitFor(() => expect(document.activeElement?.textContent?.trim()).toBe("Keep it"));
    await expectAccessible(dialog);
    await press("Keep it");
    await vi.waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
    expect(host.called("removeAppliance")).toBe(0);
  });

  it("goes back to the overview, with no way to what is gone", async () => {
    const { app, host } = await renderView(
      RemoveAppliance,
      { profile: eu, open: true },
      { overview, removeAppliance: () => Promise.resolve() },
    );
    app.router.go({ place: "appliance", profile: "eu" });
    await fireEvent.click(await screen.findByRole("button", { name: "Remove Payments EU" }));
    await vi.waitFor(() => expect(app.router.place).toEqual({ place: "overview" }));
    app.router.back();
    expect(app.router.place).toEqual({ place: "overview" });
    expect(host.calls.find(({ name }) => name === "removeAppliance")?.args).toEqual(["eu"]);
    expect(app.announcer.polite).toBe("Payments EU is removed. Its archives stay.");
  });

  it("says which task keeps an appliance (R8)", async () => {
    const { app } = await renderView(
      RemoveAppliance,
      { profile: eu, open: true },
      {
        overview,
        removeAppliance: () =>
          refuse(described("oldClusterStillOpen", "It has still to be removed from its old cluster.")),
      },
    );
    app.router.go({ place: "appliance", profile: "eu" });
    await fireEvent.click(await screen.findByRole("button", { name: "Remove Payments EU" }));
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("It has still to be removed from its old cluster.");
    expect(app.router.place).toEqual({ place: "appliance", profile: "eu" });
    await expectAccessible(screen.getByRole("alertdialog"));
  });
});
