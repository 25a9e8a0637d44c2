import type { ApplianceSummary } from "$lib/contract";
import type { App } from "./app.svelte";
import { passwordWanted, type Cure } from "./backups.svelte";
import type { Need } from "./needs";

/** Starts a backup with the appliance's own settings, after what the cure asks for. */
export async function backUpNow(app: App, appliance: ApplianceSummary, cure: Cure = "again"): Promise<void> {
  const { profile, passwordInMemory } = appliance;
  const wanted = passwordWanted(profile, passwordInMemory) ? "password" : cure;
  if (!(await app.backups.settle(wanted, profile))) return;
  await app.backups.start(app.backups.cured(cure, { profile: profile.id, preChange: false }));
}

/** Does what the button of a need says. */
export async function meet(app: App, { does, appliance }: Need): Promise<void> {
  const profile = appliance.profile.id;
  switch (does.act) {
    case "backUp":
      return backUpNow(app, appliance, does.cure);
    case "settle":
      await app.backups.settle(does.cure, appliance.profile);
      return;
    case "open":
      return app.router.go({ place: "appliance", profile });
    case "restore":
      return app.router.go({ place: "restore", profile });
  }
}
