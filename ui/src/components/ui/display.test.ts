import { render, screen, within } from "@testing-library/svelte";
import { tick } from "svelte";
import { describe, expect, it, vi } from "vitest";
import { expectAccessible } from "../../test/axe";
import { html, text } from "../../test/snippet";
import { liveIn, speak } from "../../test/moment";
import {
  Bones,
  Bytes,
  Checklist,
  CompareTable,
  ConsequenceList,
  DayStrip,
  Empty,
  Facts,
  Hash,
  Icon,
  Notice,
  NoticeList,
  Panel,
  Progress,
  Prose,
  Stages,
  State,
  Stepper,
  Time,
  type ChecklistTask,
  type StageLine,
} from ".";

liveIn("Europe/Berlin");

describe("a time", () => {
  it("counts on, and keeps its exact moment", async () => {
    vi.useFakeTimers({ now: Date.parse("2026-11-12T02:03:30+01:00") });
    render(Time, { value: "2026-11-12T02:03:11+01:00" });
    const time = screen.getByText("just now");
    expect(time.getAttribute("datetime")).toBe("2026-11-12T02:03:11+01:00");

    await vi.advanceTimersByTimeAsync(60_000);
    await tick();
    expect(time.textContent).toBe("1 minute ago");
    await vi.advanceTimersByTimeAsync(12 * 3_600_000);
    await tick();
    expect(time.textContent).toBe("12 hours ago");

    time.dispatchEvent(new Event("pointerenter"));
    await vi.advanceTimersByTimeAsync(500);
    expect(screen.getByRole("tooltip").textContent).toBe("Thursday 12 November 2026, 02:03:11 (UTC+01:00)");
    vi.useRealTimers();
  });

  it("stops its clock when nothing shows an age any more", async () => {
    vi.useFakeTimers();
    const { unmount } = render(Time, { value: "2026-11-12T02:03:11+01:00" });
    expect(vi.getTimerCount()).toBe(1);
    unmount();
    await tick();
    expect(vi.getTimerCount(), "a clock that nobody reads must not tick").toBe(0);
    vi.useRealTimers();
  });
});

it("a size keeps its exact bytes", () => {
  render(Bytes, { value: 1_310_412_800 });
  expect(screen.getByText(/1\.31/).getAttribute("value")).toBe("1310412800");
});

describe("a notice", () => {
  it("interrupts only for a failure", () => {
    render(Notice, { tone: "risk", title: "The keyring is locked." });
    expect(screen.getByRole("alert").textContent).toContain("The keyring is locked.");
    render(Notice, { tone: "warn", title: "It is much smaller than usual." });
    expect(screen.getByRole("status").textContent).toContain("much smaller");
  });

  it("in a list is a line of the list, with what ends it", async () => {
    const { container } = render(NoticeList, {
      title: "Needs you",
      notices: [
        {
          key: "a",
          tone: "risk",
          title: "No verified backup for 6 days.",
          action: html("<button>Back up</button>"),
        },
        { key: "b", tone: "warn", title: "Another certificate." },
      ],
    });
    const list = within(screen.getByRole("region", { name: "Needs you" }));
    expect(list.getAllByRole("listitem")).toHaveLength(2);
    expect(list.getByRole("button", { name: "Back up" })).toBeTruthy();
    expect(screen.queryByRole("alert"), "a list that was there before does not interrupt").toBeNull();
    await expectAccessible(container);
  });

  it("in an empty list is not there at all", () => {
    render(NoticeList, { title: "Needs you", notices: [] });
    expect(screen.queryByRole("region")).toBeNull();
  });

  it("never takes text for anything else", () => {
    const { container } = render(Prose, { text: "Run `<b>x</b>` there, or <i>not</i>." });
    expect(container.querySelector("b, i"), "a server's text stays text").toBeNull();
    expect(container.querySelector("code")?.textContent).toBe("<b>x</b>");
  });
});

describe("stages", () => {
  const stages: StageLine[] = [
    { key: "signingIn", title: "Signing in", state: "done", meta: "1 s" },
    { key: "building", title: "Waiting for the appliance", state: "failed", meta: "10 min 3 s" },
    { key: "verifying", title: "Verifying", state: "todo" },
  ];

  it("say in words how each stands, and more where it matters", async () => {
    const more = html<[StageLine]>((stage) => `<p>More about ${stage.key}.</p>`);
    const { container } = render(Stages, { label: "Backup of Payments EU", stages, more });
    const lines = within(screen.getByRole("list", { name: "Backup of Payments EU" })).getAllByRole(
      "listitem",
    );
    expect(lines.map((line) => line.textContent?.replaceAll(/\s+/g, " ").trim())).toEqual([
      "Done: Signing in 1 s",
      "Failed: Waiting for the appliance 10 min 3 s More about building.",
      "To come: Verifying",
    ]);
    await expectAccessible(container);
  });

  it("mark the one that runs", () => {
    render(Stages, { label: "Backup", stages: [{ key: "a", title: "Receiving", state: "now" }] });
    expect(screen.getByRole("listitem").getAttribute("aria-current")).toBe("step");
  });
});

it("steps say which one it is", async () => {
  const { container } = render(Stepper, {
    label: "Restore",
    steps: ["Choose", "Check", "Confirm"],
    current: 1,
  });
  const [first, second, third] = screen.getAllByRole("listitem");
  expect(first?.textContent).toContain("Done");
  expect(second?.getAttribute("aria-current")).toBe("step");
  expect(third?.hasAttribute("aria-current")).toBe(false);
  await expectAccessible(container);
});

it("progress has a value only where there is one", async () => {
  const { container, rerender } = render(Progress, { label: "Receiving", value: 31, labelled: "412 MB" });
  const bar = screen.getByRole<HTMLProgressElement>("progressbar", { name: "Receiving" });
  expect(bar.value).toBe(31);
  expect(bar.getAttribute("aria-valuetext")).toBe("412 MB");
  await rerender({ value: null });
  const unknown = screen.getByRole("progressbar", { name: "Receiving" });
  expect(unknown.hasAttribute("value"), "unknown is not nought").toBe(false);
  await expectAccessible(container);
});

it("a comparison is a table with its rows and columns named", async () => {
  const { container } = render(CompareTable, {
    caption: "What goes where",
    from: { lead: "From this archive", name: "Wed 11 Nov, 16:40" },
    onto: { lead: "Onto this appliance", name: "ctvl-prd-1" },
    rows: [
      {
        detail: "CT-VL version",
        from: "2.8.5",
        onto: "2.8.6",
        note: { tone: "ok", icon: "check-circle", word: "newer, fits" },
      },
      {
        detail: "Size",
        from: "1.31 GB",
        onto: "1.31 GB",
        note: { tone: "quiet", word: "at its last backup" },
      },
    ],
  });
  expect(screen.getByRole("table", { name: "What goes where" })).toBeTruthy();
  expect(screen.getByRole("row", { name: /CT-VL version 2\.8\.5 2\.8\.6 newer, fits/ })).toBeTruthy();
  await expectAccessible(container);
});

it("a checklist offers only what is open", async () => {
  const tasks: ChecklistTask[] = [
    { key: "a", title: "Removed from the old cluster", done: true },
    { key: "b", title: "Take a fresh backup", hint: "The first one.", now: "Receiving", done: false },
  ];
  const action = html<[ChecklistTask]>((task) => `<button>Do ${task.key}</button>`);
  const { container, rerender } = render(Checklist, { label: "Afterwards", tasks, action });
  const buttons = () => screen.getAllByRole("button").map((button) => button.textContent);
  expect(buttons()).toEqual(["Do b"]);
  expect(screen.getByRole("status").textContent, "what happens now is announced").toBe("Receiving");
  expect(screen.getAllByRole("listitem")[1]?.textContent).toContain("Open");
  const undo = html<[ChecklistTask]>((task) => `<button>Undo ${task.key}</button>`);
  await rerender({ undo });
  expect(buttons(), "what is done can be undone only where that is offered").toEqual(["Undo a", "Do b"]);
  await expectAccessible(container);
});

it("a strip of days is told in one sentence", () => {
  const { container } = render(DayStrip, { days: ["none", "verified", "failed", "unverified", "verified"] });
  expect(screen.getByRole("img", { name: "2 of 5 days with a verified backup" })).toBeTruthy();
  const marks = (kind: string) =>
    container
      .querySelector(`path.${kind}`)
      ?.getAttribute("d")
      ?.match(/M[\d.]+/g);
  expect(marks("verified"), "where the second and the fifth day are").toEqual(["M15", "M45"]);
  expect(marks("none")).toEqual(["M3.25"]);
  expect(marks("failed"), "a cross is two strokes").toEqual(["M22.5", "M27.5"]);
  expect(marks("unverified")).toEqual(["M31.75"]);
});

it("a fingerprint and a hash are grouped for comparing", async () => {
  const hash = "9f2c41d70be65a13c8e07714d29bf35a61ab08fe3c4792d1b5f6e01c8a2977ab";
  const { container, rerender } = render(Hash, { value: hash, label: "SHA-256" });
  expect(container.querySelector("code")?.textContent.split("\n")[0]).toBe("9f2c 41d7 0be6 5a13");
  await rerender({ value: "AA:BB:CC:DD:EE:FF:00:11:22" });
  expect(container.querySelector("code")?.textContent).toBe("AA:BB:CC:DD:EE:FF:00:11\n22");
});

it("the rest is accessible as it stands", async () => {
  const parts = [
    render(Panel, {
      title: "Last backup",
      aside: text("Verified"),
      footer: text("Show"),
      children: text("x"),
    }),
    render(Panel, { label: "Before it starts", children: text("x") }),
    render(Facts, {
      facts: [
        { label: "Key", value: "pay-2026" },
        { label: "File", value: text("a.zip") },
      ],
    }),
    render(Facts, { layout: "tight", facts: [{ label: "Key", value: "pay-2026" }] }),
    render(Empty, { icon: "archive", title: "No archives yet", text: "The first backup appears here." }),
    render(Bones, { rows: 3, label: "The archives are being read.", shape: "table" }),
    render(State, { tone: "ok", icon: "shield", word: "Protected" }),
    render(Icon, { name: "pin", filled: true, label: "Pinned" }),
    render(ConsequenceList, {
      consequences: [{ key: "a", icon: "trash", title: "All data is destroyed", detail: "It is gone." }],
    }),
  ];
  for (const { container } of parts) await expectAccessible(container);
  expect(screen.getByRole("region", { name: "Before it starts" })).toBeTruthy();
  expect(screen.getByRole("img", { name: "Pinned" })).toBeTruthy();
});

it("the kit speaks German too", () => {
  speak("de");
  render(DayStrip, { days: ["verified", "none"] });
  expect(screen.getByRole("img", { name: "1 von 2 Tagen mit geprüfter Sicherung" })).toBeTruthy();
});
