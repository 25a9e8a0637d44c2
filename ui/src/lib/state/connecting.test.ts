import { describe, expect, it, vi } from "vitest";
import type { ConnectionReport, Described, DraftConnection, ErrorCode, NewAppliance } from "$lib/contract";
import type { Host } from "$lib/host";
import { appliance, described, overviewOf, profile, refuse } from "../../test/appliances";
import { certificate, pasted, report } from "../../test/connecting";
import { fakeHost } from "../../test/host";
import { App } from "./app.svelte";
import { Connecting, type ConnectField } from "./connecting.svelte";

const PASSWORD = "planted-Xk29";
const untrusted = described("certificateUntrusted", "Not trusted.", { params: { certificate } });
const added = { profile: profile("new", "ctvl-prd-9"), notKept: null };

async function start(answers: { [K in keyof Host]?: Host[K] } = {}) {
  const host = fakeHost({
    overview: () => Promise.resolve(overviewOf([appliance("eu", "Payments EU")])),
    readAddress: (text) => Promise.resolve(pasted(text.replace("https://", "").replace(/\/.*/, ""))),
    testDraft: () => Promise.resolve(report()),
    addAppliance: () => Promise.resolve(added),
    ...answers,
  });
  const app = new App(host);
  await app.start();
  return { host, app, connecting: new Connecting(app) };
}

async function filled(answers: { [K in keyof Host]?: Host[K] } = {}) {
  const world = await start(answers);
  world.connecting.address = "https://ctvl-prd-9.pay.example/";
  world.connecting.user = "svc-backup";
  world.connecting.password = PASSWORD;
  const drafts = () =>
    world.host.calls.filter(({ name }) => name === "testDraft").map(({ args }) => args[0] as DraftConnection);
  const order = () =>
    world.host.calls.find(({ name }) => name === "addAppliance")?.args[0] as NewAppliance | undefined;
  return { ...world, drafts, order };
}

const failing = (check: "reach" | "signIn" | "keys", failure: Described) => () =>
  Promise.resolve(report({ check, failure }));

describe("what is pasted", () => {
  const line = `curl -k -u svc-backup:${PASSWORD} https://ctvl-prd-9.pay.example/api/backup/create/pay`;

  it("is taken over from a curl line, and its password gets nowhere", async () => {
    const { connecting } = await start({
      readAddress: () =>
        Promise.resolve(
          pasted("ctvl-prd-9.pay.example", {
            user: "svc-backup",
            key: "pay",
            excludeCounters: true,
            fromCurl: true,
            unsafeParts: ["noCertificateCheck", "passwordInLine"],
          }),
        ),
    });
    await connecting.paste(line);
    const { address, user, key, excludeCounters, name, password } = connecting;
    expect({ address, user, key, excludeCounters, name, password }).toEqual({
      address: "ctvl-prd-9.pay.example",
      user: "svc-backup",
      key: "pay",
      excludeCounters: true,
      name: "ctvl-prd-9",
      password: "",
    });
    expect(connecting.line?.unsafeParts).toEqual(["noCertificateCheck", "passwordInLine"]);
    expect(JSON.stringify(connecting.line), "the line itself is not kept").not.toContain(PASSWORD);
  });

  it("says when a curl line names no appliance", async () => {
    const { connecting } = await start({
      readAddress: () => Promise.resolve(pasted(null, { fromCurl: true, user: "svc-backup" })),
    });
    await connecting.paste("curl -u svc-backup");
    expect(connecting.errors.address).toContain("names no address");
    expect(connecting.user).toBe("svc-backup");
  });

  it("keeps what was typed where the line says nothing", async () => {
    const { connecting } = await filled();
    await connecting.paste("https://ctvl-dr-1/");
    expect(connecting.user).toBe("svc-backup");
  });

  it("stays in the field if it cannot be read, so that it can be corrected", async () => {
    const refused = described("addressInvalid", "This address cannot be used.", {
      params: { reason: "plainHttp" },
    });
    const { connecting } = await start({ readAddress: () => refuse(refused) });
    await connecting.paste("http://ctvl-prd-9");
    expect(connecting.address).toBe("http://ctvl-prd-9");
    expect(connecting.errors.address).toBe(
      "This address cannot be used. Enter the address with https://, or without anything before the name.",
    );
  });

  it("does not show a login that stands in an address", async () => {
    const refused = described("addressInvalid", "It contains a login.", {
      params: { reason: "containsLogin" },
    });
    const { connecting } = await start({ readAddress: () => refuse(refused) });
    await connecting.paste(`https://svc:${PASSWORD}@ctvl-prd-9`);
    expect(connecting.address).toBe("");
  });

  it("belongs to the newest text, whichever answer comes first", async () => {
    let late: (() => void) | undefined;
    const { connecting } = await start({
      readAddress: (text) =>
        text === "first"
          ? new Promise((resolve) => (late = () => resolve(pasted("first"))))
          : Promise.resolve(pasted(text)),
    });
    const first = connecting.paste("first");
    await connecting.paste("second");
    late?.();
    await first;
    expect(connecting.address).toBe("second");
  });
});

describe("the name", () => {
  it("is suggested from the host until the person gives one", async () => {
    const { connecting } = await filled();
    await connecting.understand();
    expect(connecting.name).toBe("ctvl-prd-9");
    connecting.name = "Payments US";
    connecting.typed("name");
    connecting.address = "ctvl-us-1";
    await connecting.understand();
    expect(connecting.name).toBe("Payments US");
  });

  it("that is taken is refused before anybody is asked", async () => {
    const { connecting, host } = await filled();
    connecting.name = "payments eu";
    connecting.typed("name");
    await connecting.connect();
    expect(connecting.errors.name).toContain("payments eu");
    expect(host.called("testDraft")).toBe(0);
  });

  it("of an appliance that is connected at the address already is told", async () => {
    const { connecting } = await start();
    expect(connecting.already).toBeUndefined();
    connecting.address = "eu.pay.example";
    expect(connecting.already?.name).toBe("Payments EU");
  });
});

describe("connecting", () => {
  it("sends nothing while something is missing, and says what", async () => {
    const { connecting, host } = await start();
    await connecting.connect();
    expect(Object.keys(connecting.errors).sort()).toEqual(["address", "name", "password", "user"]);
    expect(host.called("testDraft")).toBe(0);
  });

  it("tests, adds, forgets the password and goes there", async () => {
    const { connecting, app, drafts, order } = await filled();
    connecting.key = " payments-2026 ";
    connecting.keep = "memory";
    await connecting.connect();
    expect(drafts()).toEqual([
      {
        address: "ctvl-prd-9.pay.example",
        user: "svc-backup",
        password: PASSWORD,
        trustedFingerprint: null,
        systemProxy: true,
      },
    ]);
    expect(order()).toMatchObject({
      name: "ctvl-prd-9",
      role: "production",
      keep: "memory",
      key: "payments-2026",
      version: null,
    });
    expect(app.router.place).toEqual({ place: "appliance", profile: "new" });
    expect(app.router.canGoBack, "there is no way back to a form that is done").toBe(false);
    expect(connecting.password).toBe("");
    expect(app.announcer.polite).toBe("ctvl-prd-9 is connected.");
  });

  it("does not sign in a second time after a test that passed", async () => {
    const { connecting, host } = await filled();
    await connecting.test();
    expect(connecting.passed).toBe(true);
    expect(host.called("addAppliance"), "a test adds nothing").toBe(0);
    await connecting.connect();
    expect(host.called("testDraft")).toBe(1);
    expect(host.called("addAppliance")).toBe(1);
  });

  it("tests again once something that matters was changed", async () => {
    const { connecting, host } = await filled();
    await connecting.test();
    connecting.password = "another";
    connecting.typed("password");
    await connecting.connect();
    expect(host.called("testDraft")).toBe(2);
  });

  it("runs once, however often it is pressed", async () => {
    let answer: ((report: ConnectionReport) => void) | undefined;
    const { connecting, host } = await filled({
      testDraft: () => new Promise((resolve) => (answer = resolve)),
    });
    const first = connecting.connect();
    await vi.waitFor(() => expect(connecting.running).toBe("testing"));
    await connecting.connect();
    answer?.(report());
    await first;
    expect(host.called("testDraft")).toBe(1);
    expect(host.called("addAppliance")).toBe(1);
  });
});

describe("a certificate nobody vouches for", () => {
  const answers = {
    testDraft: (draft: DraftConnection) =>
      Promise.resolve(
        draft.trustedFingerprint === certificate.fingerprint
          ? report()
          : report({ check: "certificate", failure: untrusted }),
      ),
  };

  it("is shown to be compared, and connecting goes on with it", async () => {
    const { connecting, drafts, order } = await filled(answers);
    await connecting.connect();
    expect(connecting.untrusted?.fingerprint).toBe(certificate.fingerprint);
    expect(order(), "nothing is added before").toBeUndefined();
    await connecting.trust();
    expect(drafts().map((draft) => draft.trustedFingerprint)).toEqual([null, certificate.fingerprint]);
    expect(order()?.connection.trustedFingerprint).toBe(certificate.fingerprint);
  });

  it("only finishes the test if that was all that was wanted", async () => {
    const { connecting, host } = await filled(answers);
    await connecting.test();
    await connecting.trust();
    expect(connecting.passed).toBe(true);
    expect(host.called("addAppliance")).toBe(0);
  });

  it("that was declined says that nothing was sent", async () => {
    const { connecting, host } = await filled(answers);
    await connecting.connect();
    connecting.decline();
    expect(connecting.declined).toBe(true);
    expect(connecting.untrusted).toBeNull();
    expect(host.called("addAppliance")).toBe(0);
  });

  it("is trusted for its own address only", async () => {
    const { connecting, drafts } = await filled(answers);
    await connecting.test();
    await connecting.trust();
    connecting.address = "ctvl-prd-8.pay.example";
    connecting.addressTyped();
    await connecting.test();
    expect(drafts().at(-1)?.trustedFingerprint).toBeNull();
  });

  it("that changed between test and adding is compared anew", async () => {
    const changed = described("certificateChanged", "Another one.", { params: { certificate } });
    const { connecting } = await filled({ addAppliance: () => refuse(changed) });
    await connecting.connect();
    expect(connecting.untrusted).toEqual(certificate);
    expect(connecting.failure).toBeNull();
  });
});

describe("a failure", () => {
  const beside: [ErrorCode, ConnectField][] = [
    ["hostNotFound", "address"],
    ["connectionRefused", "address"],
    ["unreachable", "address"],
    ["connectTimedOut", "address"],
    ["handshakeFailed", "address"],
    ["loginLocked", "user"],
    ["loginDisabled", "user"],
    ["loginRefused", "password"],
  ];
  it.each(beside)("%s stands beside its field with its next step", async (code, field) => {
    const failure = described(code, "It happened.", { next: "Do this." });
    const { connecting } = await filled({ testDraft: failing("signIn", failure) });
    await connecting.connect();
    expect(connecting.errors[field]).toBe("It happened. Do this.");
    expect(connecting.failure).toBeNull();
  });

  it.each(["signInTimedOut", "serverError", "proxyFailed"] as const)(
    "%s belongs to no field",
    async (code) => {
      const { connecting } = await filled({ testDraft: failing("signIn", described(code, "It happened.")) });
      await connecting.connect();
      expect(connecting.failure?.title).toBe("It happened.");
      expect(connecting.errors).toEqual({});
    },
  );

  it("of the login is never repeated by itself, and not with the same password", async () => {
    const refused = described("loginRefused", "It refused the login.");
    const { connecting, host } = await filled({ testDraft: failing("signIn", refused) });
    await connecting.connect();
    await connecting.connect();
    expect(host.called("testDraft"), "the account would be locked").toBe(1);
    expect(connecting.errors.password).toContain("not sent again");
    connecting.password = "another";
    connecting.typed("password");
    await connecting.connect();
    expect(host.called("testDraft")).toBe(2);
  });

  it("of the sign-in's time-out may be tried again with the same password", async () => {
    const slow = described("signInTimedOut", "Too slow.", { offers: ["tryAgain"] });
    const { connecting, host } = await filled({ testDraft: failing("signIn", slow) });
    await connecting.connect();
    await connecting.connect();
    expect(host.called("testDraft")).toBe(2);
  });

  it("of the proxy can be gone around", async () => {
    const { connecting, drafts, order } = await filled({
      testDraft: (draft) =>
        Promise.resolve(
          draft.systemProxy
            ? report({ check: "reach", failure: described("proxyFailed", "No way.") })
            : report(),
        ),
    });
    await connecting.connect();
    await connecting.withoutProxy();
    expect(drafts().map((draft) => draft.systemProxy)).toEqual([true, false]);
    expect(order()?.connection.systemProxy).toBe(false);
  });

  it("after a login that worked does not keep the appliance out", async () => {
    const { connecting, host } = await filled({
      testDraft: failing("keys", described("noPermission", "May not list keys.")),
    });
    await connecting.connect();
    expect(connecting.onlyPartly?.check).toBe("keys");
    expect(host.called("addAppliance")).toBe(0);
    await connecting.save();
    expect(host.called("addAppliance")).toBe(1);
  });

  it("before the login worked keeps it out", async () => {
    const { connecting } = await filled({
      testDraft: failing("reach", described("unreachable", "No way.")),
    });
    await connecting.connect();
    expect(connecting.onlyPartly).toBeUndefined();
  });

  it.each([
    ["applianceNameTaken", "name"],
    ["keyNameInvalid", "key"],
    ["versionInvalid", "version"],
  ] as const)("%s when it is added stands beside its field", async (code, field) => {
    const { connecting } = await filled({ addAppliance: () => refuse(described(code, "No.")) });
    await connecting.connect();
    expect(connecting.errors[field]).toContain("No.");
    expect(connecting.running).toBeNull();
  });
});

describe("a password that works but is not kept", () => {
  const locked = described("keyringLocked", "The keyring is locked.");
  const answers = { addAppliance: () => Promise.resolve({ ...added, notKept: locked }) };

  it("is the person's to decide on before going on", async () => {
    const { connecting, app } = await filled(answers);
    await connecting.connect();
    expect(connecting.keeping.why?.error?.code).toBe("keyringLocked");
    expect(app.router.place).toEqual({ place: "overview" });
  });

  it.each(["keyring", "memory"] as const)("is kept again, now in %s", async (keep) => {
    const { connecting, app, host } = await filled({ ...answers, setPassword: () => Promise.resolve(added) });
    await connecting.connect();
    await connecting.keeping.keep.go(keep);
    expect(host.calls.find(({ name }) => name === "setPassword")?.args).toEqual(["new", PASSWORD, keep]);
    expect(app.router.place).toEqual({ place: "appliance", profile: "new" });
    expect(connecting.keeping.why).toBeNull();
  });

  it("is asked for each time without being sent again", async () => {
    const { connecting, app, host } = await filled(answers);
    await connecting.connect();
    await connecting.keeping.keep.go("never");
    expect(host.called("setPassword")).toBe(0);
    expect(app.router.place).toEqual({ place: "appliance", profile: "new" });
  });

  it("that the keyring refuses again says why now", async () => {
    const { connecting, app } = await filled({
      ...answers,
      setPassword: () =>
        Promise.resolve({ ...added, notKept: described("keyringAbsent", "There is no keyring.") }),
    });
    await connecting.connect();
    await connecting.keeping.keep.go("keyring");
    expect(connecting.keeping.why?.error?.code).toBe("keyringAbsent");
    expect(app.router.place).toEqual({ place: "overview" });
  });
});
