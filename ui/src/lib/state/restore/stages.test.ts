import { describe, expect, it } from "vitest";
import type { Stage } from "$lib/contract";
import { open } from "../../../test/restore";
import { mayCancel, phaseLines, type Known } from "./stages";

const passed = (...stages: [Stage, number][]) =>
  stages.map(([stage, seconds]) => ({ stage, began: seconds * 1000 }));

const known = (part: Partial<Known>): Known => ({
  route: "direct",
  passed: [],
  stage: null,
  end: null,
  safety: "take",
  safetyTaken: null,
  ...part,
});

const shown = (part: Partial<Known>) =>
  phaseLines(known(part)).map(({ phase, state, millis }) =>
    millis === null ? `${phase} ${state}` : `${phase} ${state} ${millis / 1000}`,
  );

const through = passed(
  ["starting", 0],
  ["probing", 1],
  ["safetyBackup", 3],
  ["probing", 180],
  ["uploading", 181],
  ["restoring", 205],
  ["rebooting", 900],
  ["signingInAgain", 1251],
);

describe("the phases of a restore", () => {
  it("begin with the look at the target and the safety backup", () => {
    expect(shown({ passed: through.slice(0, 2) })).toEqual([
      "safetyBackup now",
      "upload todo",
      "restoring todo",
      "rebooting todo",
      "signIn todo",
    ]);
  });

  it("count the second look at the target to the upload", () => {
    expect(shown({ passed: through.slice(0, 4) }).slice(0, 2)).toEqual([
      "safetyBackup done 180",
      "upload now",
    ]);
  });

  it("tell how long each took", () => {
    const end = { how: "restored", at: 1_260_000 } as const;
    expect(shown({ passed: through, end, safetyTaken: true })).toEqual([
      "safetyBackup done 180",
      "upload done 25",
      "restoring done 695",
      "rebooting done 351",
      "signIn done 9",
    ]);
  });

  it("tell since when the present one runs only if its beginning was seen", () => {
    const [, , , rebooting] = phaseLines(known({ passed: through.slice(0, 7) }));
    expect(rebooting?.since).toBe(900_000);
    const reloaded = phaseLines(known({ passed: passed(["rebooting", 2000]) }));
    expect(reloaded.find(({ phase }) => phase === "rebooting")?.since).toBeNull();
  });

  it("show where it failed", () => {
    const end = { how: "failed", at: 190_000 } as const;
    expect(shown({ passed: through.slice(0, 5), end })).toEqual([
      "safetyBackup done 180",
      "upload failed",
      "restoring todo",
      "rebooting todo",
      "signIn todo",
    ]);
  });

  it("go back with an appliance that restores again", () => {
    const again = [...through, { stage: "restoring" as const, began: 1_300_000 }];
    expect(shown({ passed: again }).slice(2, 4)).toEqual(["restoring now", "rebooting todo"]);
  });

  it("follow the engine's account where no job of this window tells", () => {
    expect(shown({ stage: "rebooting", safety: null })).toEqual([
      "upload done",
      "restoring done",
      "rebooting now",
      "signIn todo",
    ]);
  });

  it("of a watch that was taken up again begin where the restore is", () => {
    const lines = shown({ passed: passed(["starting", 0], ["rebooting", 1]), stage: "rebooting" });
    expect(lines).toEqual([
      "safetyBackup done",
      "upload done",
      "restoring done",
      "rebooting now",
      "signIn todo",
    ]);
    expect(shown({ passed: passed(["starting", 0]), stage: "rebooting" }).at(3)).toBe("rebooting now");
  });

  it("on the guided route have the administration page in their middle", () => {
    expect(shown({ route: "guided", stage: "waitingForPerson" })).toEqual([
      "safetyBackup done",
      "page now",
      "rebooting todo",
      "signIn todo",
    ]);
  });

  describe("never call a safety backup done that may not be there", () => {
    const lost = { passed: through.slice(0, 5), safety: "nodeAlreadyLost" } as const;
    it("while it is not known", () => {
      expect(shown(lost)[0]).toBe("safetyBackup todo");
    });
    it("when there is none", () => {
      expect(shown({ ...lost, safetyTaken: false })[0]).toBe("safetyBackup failed");
    });
    it("when nothing is known of the order", () => {
      expect(shown({ passed: passed(["uploading", 1]), safety: null })[0]).toBe("upload now");
    });
    it("but when there is one", () => {
      expect(shown({ ...lost, safetyTaken: true })[0]).toBe("safetyBackup done 180");
    });
  });
});

describe("a cancel is offered", () => {
  it("until the archive has left, and not while only the reboot is watched", () => {
    const offered = (["starting", "safetyBackup", "uploading", "restoring", "rebooting"] as const).map(
      (stage) => mayCancel(stage, undefined),
    );
    expect(offered).toEqual([true, true, true, false, false]);
    const rewatched = open({ workedOn: false, standing: "underway", stage: "rebooting" });
    expect(mayCancel("starting", rewatched), "a watch that starts again undoes nothing").toBe(false);
  });
});
