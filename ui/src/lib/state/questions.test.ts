import { describe, expect, it, vi } from "vitest";
import type { Host } from "$lib/host";
import { described, profile, refuse } from "../../test/appliances";
import { certificate } from "../../test/connecting";
import { fakeHost } from "../../test/host";
import { App } from "./app.svelte";
import { CertificateQuestion } from "./certificate-question.svelte";
import { PasswordQuestion } from "./password-question.svelte";

const eu = profile("eu", "Payments EU");
const PASSWORD = "planted-Xk29";

describe("the question for a password", () => {
  function ask(answers: { [K in keyof Host]?: Host[K] }) {
    const host = fakeHost(answers);
    const settled = vi.fn();
    const asked = new PasswordQuestion(new App(host), eu, settled);
    asked.password = PASSWORD;
    return { asked, host, settled };
  }

  it("is settled once the password was tried and kept", async () => {
    const { asked, host, settled } = ask({
      setPassword: () => Promise.resolve({ profile: eu, notKept: null }),
    });
    asked.keep = "memory";
    await asked.submit();
    expect(host.calls.find(({ name }) => name === "setPassword")?.args).toEqual(["eu", PASSWORD, "memory"]);
    expect(settled).toHaveBeenCalledOnce();
    expect(asked.password, "it is not kept in the window").toBe("");
  });

  it("sends nothing without a password", async () => {
    const { asked, host } = ask({});
    asked.password = "";
    await asked.submit();
    expect(asked.error).toContain("missing");
    expect(host.called("setPassword")).toBe(0);
  });

  it("never sends a refused password a second time (R9)", async () => {
    const { asked, host, settled } = ask({
      setPassword: () => refuse(described("loginRefused", "It refused the login.")),
    });
    await asked.submit();
    expect(asked.error).toContain("It refused the login.");
    await asked.submit();
    expect(host.called("setPassword")).toBe(1);
    expect(asked.error).toContain("not sent again");
    asked.password = "another";
    await asked.submit();
    expect(host.called("setPassword")).toBe(2);
    expect(settled).not.toHaveBeenCalled();
  });

  it("waits for trust where the certificate is not trusted", async () => {
    const { asked } = ask({
      setPassword: () => refuse(described("certificateChanged", "Another one.")),
    });
    await asked.submit();
    expect(asked.waitsForTrust).toBe(true);
    expect(asked.failure).toBeNull();
  });

  it("shows any other failure and may be tried again as it is", async () => {
    const { asked, host } = ask({
      setPassword: () => refuse(described("signInTimedOut", "Too slow.")),
    });
    await asked.submit();
    expect(asked.failure?.title).toBe("Too slow.");
    await asked.submit();
    expect(host.called("setPassword")).toBe(2);
  });

  it("is not settled before the person said where a password stays that the keyring did not take", async () => {
    const { asked, settled } = ask({
      setPassword: () =>
        Promise.resolve({ profile: eu, notKept: described("keyringRefused", "The keyring refused.") }),
    });
    await asked.submit();
    expect(asked.keeping.why?.error?.code).toBe("keyringRefused");
    expect(settled).not.toHaveBeenCalled();
    await asked.keeping.keep.go("never");
    expect(settled).toHaveBeenCalledOnce();
  });
});

describe("the question for a certificate", () => {
  const look = { trust: eu.trust, trusted: null, presented: certificate, same: false };

  it("trusts exactly the one that was on the screen", async () => {
    const host = fakeHost({
      compareCertificate: () => Promise.resolve(look),
      trustCertificate: () => Promise.resolve(certificate),
    });
    const asked = new CertificateQuestion(new App(host), eu);
    expect(await asked.confirm(), "nothing was looked at yet").toBe(false);
    await asked.look.look();
    expect(await asked.confirm()).toBe(true);
    const trusted = host.calls.find(({ name }) => name === "trustCertificate");
    expect(trusted?.args).toEqual(["eu", certificate.fingerprint]);
  });

  it("shows what is presented now if it is another one by then", async () => {
    const other = { ...look, presented: { ...certificate, fingerprint: "FF:EE" } };
    const looks = [look, other];
    const host = fakeHost({
      compareCertificate: () => Promise.resolve(looks.shift() ?? other),
      trustCertificate: () => refuse(described("fingerprintDiffers", "It shows another one.")),
    });
    const asked = new CertificateQuestion(new App(host), eu);
    await asked.look.look();
    expect(await asked.confirm()).toBe(false);
    expect(asked.look.value?.presented.fingerprint).toBe("FF:EE");
    expect(asked.trust.failure?.title).toBe("It shows another one.");
  });
});
