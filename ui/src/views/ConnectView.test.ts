import { fireEvent, screen, within } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import type { DraftConnection } from "$lib/contract";
import type { Host } from "$lib/host";
import { overwriteGetLocale } from "../paraglide/runtime";
import { appliance, described, overviewOf, profile, refuse } from "../test/appliances";
import { expectAccessible } from "../test/axe";
import { certificate, pasted, report } from "../test/connecting";
import { renderView } from "../test/render";
import ConnectView from "./ConnectView.svelte";

const PASSWORD = "planted-Xk29";
const added = { profile: profile("new", "ctvl-prd-9"), notKept: null };
const untrusted = described("certificateUntrusted", "Not trusted.", { params: { certificate } });

const open = (answers: { [K in keyof Host]?: Host[K] } = {}) =>
  renderView(
    ConnectView,
    {},
    {
      overview: () => Promise.resolve(overviewOf([appliance("eu", "Payments EU")])),
      readAddress: (text) => Promise.resolve(pasted(text.replace("https://", "").replace(/\/.*/, ""))),
      testDraft: () => Promise.resolve(report()),
      addAppliance: () => Promise.resolve(added),
      ...answers,
    },
  );

const field = (name: string) => screen.getByRole<HTMLInputElement>("textbox", { name });
const password = () => screen.getByLabelText<HTMLInputElement>("Password");
const press = (name: string) => fireEvent.click(screen.getByRole("button", { name }));
const type = (input: HTMLInputElement, value: string) => fireEvent.input(input, { target: { value } });

async function fill(): Promise<void> {
  await type(field("Address"), "https://ctvl-prd-9.pay.example/");
  await fireEvent.change(field("Address"));
  await type(field("User name"), "svc-backup");
  await type(password(), PASSWORD);
}

const submit = () => fireEvent.submit(document.querySelector("form") as HTMLFormElement);

describe("the form", () => {
  it("can be used by everybody, also with everything it holds opened", async () => {
    const { container } = await open();
    await expectAccessible(container);
    await press("More");
    expect(screen.getByRole("combobox", { name: "Keep the password" })).toBeTruthy();
    await expectAccessible(container);
  });

  it("says what is missing and goes to the first of it", async () => {
    const { container, host } = await open();
    await submit();
    await vi.waitFor(() => expect(document.activeElement).toBe(field("Address")));
    expect(field("User name").getAttribute("aria-invalid")).toBe("true");
    expect(host.called("testDraft")).toBe(0);
    await expectAccessible(container);
  });

  it("takes a pasted line to the engine before any field shows it", async () => {
    const line = `curl -k -u svc-backup:${PASSWORD} \\\n  https://ctvl-prd-9.pay.example/api/backup/create`;
    const { container, host } = await open({
      readAddress: () =>
        Promise.resolve(
          pasted("ctvl-prd-9.pay.example", {
            user: "svc-backup",
            fromCurl: true,
            unsafeParts: ["noCertificateCheck", "passwordInLine", "storesErrorPages"],
          }),
        ),
    });
    const clipboardData = { getData: () => line };
    const undone = !(await fireEvent.paste(field("Address"), { clipboardData }));
    expect(undone, "the field would drop the ends of the lines").toBe(true);
    await vi.waitFor(() => expect(field("Address").value).toBe("ctvl-prd-9.pay.example"));
    expect(host.calls.find(({ name }) => name === "readAddress")?.args).toEqual([line]);
    const told = screen.getByRole("status", { name: "This was a curl line." });
    expect(told.textContent).toContain("Taken over: address, user name.");
    expect(within(told).getAllByRole("term")).toHaveLength(3);
    expect(told.textContent, "each unsafe part comes with what happens instead").toContain(
      "Here you compare the certificate once",
    );
    expect(container.innerHTML).not.toContain(PASSWORD);
    expect(password().value).toBe("");
    await expectAccessible(container);
  });

  it("leaves ordinary typing into the field to the field", async () => {
    const { host } = await open();
    const clipboardData = { getData: () => "prd" };
    expect(await fireEvent.paste(field("Address"), { clipboardData })).toBe(true);
    expect(host.called("readAddress")).toBe(0);
  });

  it("shows that an address is connected already, with the way there", async () => {
    const { app } = await open();
    await type(field("Address"), "eu.pay.example");
    await press("Open Payments EU");
    expect(app.router.place).toEqual({ place: "appliance", profile: "eu" });
  });

  it("says where the password goes before it is sent", async () => {
    await open();
    expect(screen.getByText(/into this computer’s keyring, nowhere else/)).toBeTruthy();
    await press("More");
    await fireEvent.change(screen.getByRole("combobox", { name: "Keep the password" }), {
      target: { value: "never" },
    });
    expect(screen.getByText("The password is used once and kept nowhere.")).toBeTruthy();
  });

  it("opens what is folded away when something in it is wrong", async () => {
    await open({ addAppliance: () => refuse(described("versionInvalid", "No version.")) });
    await fill();
    await submit();
    await vi.waitFor(() => expect(field("CT-VL version").getAttribute("aria-invalid")).toBe("true"));
  });
});

describe("the test", () => {
  const steps = () => within(screen.getByRole("list", { name: "Connection test" })).getAllByRole("listitem");

  it("shows each step with its outcome and what it found", async () => {
    const { container } = await open();
    await fill();
    await press("Test only");
    await vi.waitFor(() => expect(steps()[5]?.textContent).toContain("Back up and restore from here"));
    expect(steps().map((step) => step.textContent?.replace(/\s+/g, " ").trim())).toEqual([
      "Done: Reach it",
      "Done: Certificate Compared by you",
      "Done: Is a CT-VL appliance",
      "Done: Sign in",
      "Done: Keys 2 keys",
      "Done: What it can do Back up and restore from here · CT-VL 2.8.6",
    ]);
    await expectAccessible(container);
  });

  it("says while it runs that it runs, and lets nobody change what is being tested", async () => {
    const { container } = await open({ testDraft: () => new Promise(() => {}) });
    await fill();
    void submit();
    await vi.waitFor(() => expect(screen.getByText("Testing the connection…")).toBeTruthy());
    expect(field("Address").disabled).toBe(true);
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Connecting…" }).disabled).toBe(true);
    await expectAccessible(container);
  });

  it("that fails at the login says so beside the password and where in the test", async () => {
    const refused = described("loginRefused", "It refused the login of svc-backup.");
    const { container } = await open({
      testDraft: () => Promise.resolve(report({ check: "signIn", failure: refused })),
    });
    await fill();
    await submit();
    await vi.waitFor(() => expect(document.activeElement).toBe(password()));
    expect(password().getAttribute("aria-describedby")).toBeTruthy();
    expect(steps()[3]?.textContent).toContain("Failed: Sign in");
    expect(steps()[3]?.textContent).toContain("Incident 7F3K-29QD");
    expect(steps()[4]?.textContent).toContain("Not tried");
    await expectAccessible(container);
  });

  it("that fails for another reason offers the cure, with commands that look like commands", async () => {
    const slow = described("signInTimedOut", "It could not check the login in time.", {
      offers: ["tryAgain"],
      next: "The documented cure is `vts service --restart` on its console.",
    });
    const { container, host } = await open({
      testDraft: () => Promise.resolve(report({ check: "signIn", failure: slow })),
    });
    await fill();
    await submit();
    const alert = await screen.findByRole("alert");
    expect(alert.querySelector("code")?.textContent).toBe("vts service --restart");
    await expectAccessible(container);
    await fireEvent.click(within(alert).getByRole("button", { name: "Try again" }));
    await vi.waitFor(() => expect(host.called("testDraft")).toBe(2));
  });

  it("that fails after the login still lets the appliance in", async () => {
    const { app } = await open({
      testDraft: () =>
        Promise.resolve(report({ check: "keys", failure: described("noPermission", "May not list keys.") })),
    });
    await fill();
    await submit();
    await fireEvent.click(await screen.findByRole("button", { name: "Connect without it" }));
    await vi.waitFor(() => expect(app.router.place).toEqual({ place: "appliance", profile: "new" }));
  });
});

describe("a certificate nobody vouches for", () => {
  const answers = {
    testDraft: (draft: DraftConnection) =>
      Promise.resolve(
        draft.trustedFingerprint ? report() : report({ check: "certificate", failure: untrusted }),
      ),
  };

  it("is compared first; Cancel is what Enter means, and trust needs the tick", async () => {
    const { app, host } = await open(answers);
    await fill();
    await submit();
    const dialog = await screen.findByRole("alertdialog", { name: "ctvl-prd-9 is not trusted yet" });
    const lines = dialog.querySelector("code")?.textContent.split("\n") ?? [];
    expect(lines, "four lines of eight pairs, as a console shows them").toHaveLength(4);
    expect(lines.every((line) => line.split(":").length === 8)).toBe(true);
    for (const fact of ["CN=ctvl-prd-1.pay.example", "Itself (self-signed)", "12 Nov 2026 to 9 Nov 2036"]) {
      expect(dialog.textContent).toContain(fact);
    }
    expect(dialog.textContent).toContain("Does not vouch for it: it does not know the issuer");
    await vi.waitFor(() => expect(document.activeElement?.textContent).toContain("Cancel"));
    await expectAccessible(dialog);

    const trust = within(dialog).getByRole("button", { name: "Trust this certificate" });
    await fireEvent.click(trust);
    expect(host.called("testDraft"), "nothing goes on without the comparison").toBe(1);
    await fireEvent.click(within(dialog).getByRole("checkbox"));
    await fireEvent.click(trust);
    await vi.waitFor(() => expect(app.router.place).toEqual({ place: "appliance", profile: "new" }));
  });

  it("that is not trusted leaves the form as it was and says that nothing was sent", async () => {
    const { host } = await open(answers);
    await fill();
    await submit();
    const dialog = await screen.findByRole("alertdialog");
    await fireEvent.click(within(dialog).getByRole("button", { name: "Cancel" }));
    await vi.waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
    expect(screen.getByText("The certificate was not trusted, so nothing was sent.")).toBeTruthy();
    expect(password().value).toBe(PASSWORD);
    expect(host.called("addAppliance")).toBe(0);
  });

  it("that expired says why the system does not vouch for it", async () => {
    const expired = { ...certificate, selfSigned: false, issuer: "CN=Corp CA", distrust: "expired" as const };
    const failure = described("certificateUntrusted", "Not trusted.", { params: { certificate: expired } });
    await open({ testDraft: () => Promise.resolve(report({ check: "certificate", failure })) });
    await fill();
    await submit();
    const dialog = await screen.findByRole("alertdialog");
    expect(dialog.textContent).toContain("This system does not vouch for its certificate: it has expired.");
    expect(dialog.textContent).toContain("CN=Corp CA");
  });
});

describe("a password the keyring did not take", () => {
  it.each([
    [
      "keyringLocked",
      /The keyring is locked/,
      ["Ask each time", "Keep until the app is closed", "Unlock and try again"],
    ],
    ["keyringAbsent", /This session has no keyring/, ["Ask each time", "Keep until the app is closed"]],
    [
      "keyringRefused",
      /The keyring refused it/,
      ["Ask each time", "Keep until the app is closed", "Try again"],
    ],
  ] as const)("has its sentence and its ways out: %s", async (code, sentence, ways) => {
    const { app } = await open({
      addAppliance: () => Promise.resolve({ ...added, notKept: described(code, "x") }),
    });
    await fill();
    await submit();
    const dialog = await screen.findByRole("alertdialog");
    expect(dialog.textContent).toMatch(sentence);
    expect(
      within(dialog)
        .getAllByRole("button")
        .map((button) => button.textContent?.trim()),
    ).toEqual(ways);
    await expectAccessible(dialog);
    await fireEvent.click(within(dialog).getByRole("button", { name: "Ask each time" }));
    await vi.waitFor(() => expect(app.router.place).toEqual({ place: "appliance", profile: "new" }));
  });

  it("cannot be left undecided", async () => {
    await open({
      addAppliance: () => Promise.resolve({ ...added, notKept: described("keyringLocked", "x") }),
    });
    await fill();
    await submit();
    const dialog = await screen.findByRole("alertdialog");
    await fireEvent.keyDown(dialog, { key: "Escape" });
    expect(screen.getByRole("alertdialog")).toBeTruthy();
  });
});

it("the whole way speaks German", async () => {
  overwriteGetLocale(() => "de");
  const { container } = await open({
    testDraft: () =>
      Promise.resolve(
        report({
          check: "signIn",
          failure: described("loginRefused", "English words.", {
            params: { appliance: "ctvl-prd-9", user: "svc-backup" },
          }),
        }),
      ),
  });
  await type(field("Adresse"), "ctvl-prd-9");
  await type(field("Benutzername"), "svc-backup");
  await type(screen.getByLabelText<HTMLInputElement>("Passwort"), PASSWORD);
  await fireEvent.change(field("Adresse"));
  await submit();
  await vi.waitFor(() =>
    expect(container.textContent).toContain("ctvl-prd-9 hat die Anmeldung von svc-backup abgelehnt."),
  );
  expect(container.textContent).not.toContain("English words");
});
