import { screen } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import type { AftermathTask, OpenRestore } from "$lib/contract";
import { press, tabTo, type } from "../test/keyboard";
import * as sample from "../test/restore";
import { button, ordered, show } from "../test/restore-view";

const RED = "Replace everything on ctvl-prd-1";

describe("by keyboard alone", () => {
  it("goes from the choice to the last task, and Enter never replaces an appliance", async () => {
    const { host, app, world, tell } = await show({
      tickTask: () => {
        world.tasks = [
          sample.task("freshBackup", { state: "done", at: sample.NOW, by: "ada", seen: null } as never),
        ];
        return Promise.resolve(world.tasks[0] as AftermathTask);
      },
    });
    await screen.findByRole("radio", { name: /Suggested/ });
    expect(document.activeElement?.tagName, "a view begins at its heading").toBe("H1");

    await tabTo(/Suggested/);
    await press("ArrowDown");
    await press("ArrowUp");
    await press("Enter");
    await vi.waitFor(() => expect(document.activeElement).toBe(button("Cancel")));
    expect(ordered(host)).toEqual([expect.objectContaining({ archive: 41 })]);

    await tabTo(/is to be removed from its cluster/, true);
    await press(" ");
    await tabTo("Type the host name ctvl-prd-1");
    await type("ctvl-prd-1");
    await press("Enter");
    expect(host.called("startRestore"), "Enter in the field confirms nothing").toBe(0);
    await tabTo(RED);
    await press("Enter");
    expect(host.called("startRestore"), "Enter on the button confirms nothing either").toBe(0);
    expect(screen.getByText("Enter does not start it. The space bar does.")).toBeTruthy();
    await press("Escape");
    await press(" ");
    expect(host.called("startRestore")).toBe(1);

    tell("starting");
    world.opens = [sample.open({ stage: "uploading" })];
    tell("uploading");
    await vi.waitFor(() => expect(document.activeElement?.tagName).toBe("H1"));
    await press("Escape");
    expect(host.called("cancelRestore"), "Escape cancels no job").toBe(0);

    world.opens = [];
    world.tasks = [sample.task("freshBackup")];
    tell("signingInAgain");
    host.tell({ news: "ended", outcome: sample.ended() });
    await screen.findByText("The restore is complete.");
    await vi.waitFor(() => expect(document.activeElement?.tagName).toBe("H1"));
    await tabTo("Done: Take a fresh backup");
    await press("Enter");
    await screen.findByText(/Nothing is left to do\./);
    await tabTo("Close");
    await press("Enter");
    expect(app.router.place).toEqual({ place: "appliance", profile: sample.PROFILE });
  });

  it("walks the guided cards, the focus going on with them", async () => {
    const { host, world } = await show(
      {
        guidedStep: () => {
          const guided = sample.guided("chooseFile");
          world.opens = [{ ...(world.opens[0] as OpenRestore), guided }];
          return Promise.resolve({ next: "step", guided });
        },
      },
      {
        opens: [
          sample.open({
            job: null,
            workedOn: false,
            route: "guided",
            stage: "waitingForPerson",
            standing: "withPerson",
            remedies: ["continueGuided"],
            guided: sample.guided("openPage"),
          }),
        ],
      },
    );
    await screen.findByRole("button", { name: "The page is open" });
    await tabTo("The page is open");
    await press("Enter");
    await vi.waitFor(() => expect(document.activeElement?.textContent.trim()).toBe("Choose this file"));
    await press("Enter");
    expect(host.called("guidedStep"), "a key pressed twice answers one card").toBe(1);
    await tabTo("The file is chosen");
  });
});
