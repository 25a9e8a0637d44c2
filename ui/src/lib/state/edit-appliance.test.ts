import { describe, expect, it } from "vitest";
import type { Profile } from "$lib/contract";
import type { Host } from "$lib/host";
import { appliance, described, overviewOf, profile, refuse } from "../../test/appliances";
import { pasted } from "../../test/connecting";
import { fakeHost } from "../../test/host";
import { App } from "./app.svelte";
import { EditAppliance } from "./edit-appliance.svelte";

async function edit(answers: { [K in keyof Host]?: Host[K] } = {}, changes: Partial<Profile> = {}) {
  const eu = profile("eu", "Payments EU", changes);
  const host = fakeHost({
    overview: () =>
      Promise.resolve(
        overviewOf([{ ...appliance("eu", "Payments EU"), profile: eu }, appliance("dr", "Payments DR")]),
      ),
    changeAppliance: (_, change) => Promise.resolve({ ...eu, name: change.name ?? eu.name }),
    readAddress: (text) => Promise.resolve(pasted(text.replace("https://", "").replace(/\/$/, ""))),
    ...answers,
  });
  const app = new App(host);
  await app.start();
  const sent = () => host.calls.find(({ name }) => name === "changeAppliance")?.args;
  return { edit: new EditAppliance(app, eu), host, sent };
}

describe("editing an appliance", () => {
  it("sends nothing if nothing was changed", async () => {
    const world = await edit();
    expect((await world.edit.save())?.id).toBe("eu");
    expect(world.sent()).toBeUndefined();
  });

  it("sends what differs and nothing else", async () => {
    const world = await edit();
    world.edit.name = "Payments Europe ";
    world.edit.role = "standby";
    world.edit.alarmDays = "3";
    expect((await world.edit.save())?.name).toBe("Payments Europe");
    expect(world.sent()).toEqual(["eu", { name: "Payments Europe", role: "standby", alarmDays: 3 }]);
  });

  it("takes key and typed version away when their fields are emptied", async () => {
    const typed = { version: "2.8.6", source: "typed", at: "2026-10-01" } as const;
    const world = await edit({}, { key: "payments-2026", version: typed });
    world.edit.key = "";
    world.edit.version = "";
    await world.edit.save();
    expect(world.sent()).toEqual(["eu", { key: "", version: "" }]);
  });

  it("does not pass off what the appliance tells as typed", async () => {
    const world = await edit();
    expect(world.edit.told).toBe("2.8.6");
    expect(world.edit.version).toBe("");
  });

  it("understands an address however it is pasted, and says that trust and password go with the old one", async () => {
    const world = await edit();
    expect(world.edit.moves).toBe(false);
    world.edit.address = "https://ctvl-eu-2/";
    expect(world.edit.moves).toBe(true);
    await world.edit.save();
    expect(world.sent()).toEqual(["eu", { address: "ctvl-eu-2" }]);
  });

  it.each(["0", "366", "1.5", "", "soon"])("refuses an alarm after %j days", async (days) => {
    const world = await edit();
    world.edit.alarmDays = days;
    expect(await world.edit.save()).toBeUndefined();
    expect(world.edit.errors.alarmDays).toContain("1 to 365");
    expect(world.sent()).toBeUndefined();
  });

  it("refuses the name of another appliance, but not its own", async () => {
    const world = await edit();
    world.edit.name = "payments dr";
    await world.edit.save();
    expect(world.edit.errors.name).toContain("payments dr");
    world.edit.name = "PAYMENTS EU";
    await world.edit.save();
    expect(world.edit.errors.name).toBeUndefined();
    expect(world.sent()).toEqual(["eu", { name: "PAYMENTS EU" }]);
  });

  it.each([
    ["versionInvalid", "version"],
    ["addressInvalid", "address"],
    ["keyNameInvalid", "key"],
  ] as const)("puts %s beside its field", async (code, field) => {
    const world = await edit({ changeAppliance: () => refuse(described(code, "No.")) });
    world.edit.role = "standby";
    await world.edit.save();
    expect(world.edit.errors[field]).toContain("No.");
  });

  it("says why an open restore keeps it as it is", async () => {
    const open = described("restoreStillOpen", "A restore of Payments EU is not over.");
    const world = await edit({ changeAppliance: () => refuse(open) });
    world.edit.role = "standby";
    expect(await world.edit.save()).toBeUndefined();
    expect(world.edit.failure?.title).toBe("A restore of Payments EU is not over.");
  });

  it("asks the appliance for its keys only when told to", async () => {
    const world = await edit({ listKeys: () => Promise.resolve(["payments-2026"]) });
    expect(world.host.called("listKeys")).toBe(0);
    await world.edit.listKeys.go();
    expect(world.edit.keys).toEqual(["payments-2026"]);
  });
});
