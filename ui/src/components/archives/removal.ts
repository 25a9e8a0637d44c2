import type { ApplianceSummary } from "$lib/contract";
import { bytes, bytesInAll, count } from "$lib/format";
import type { Picked } from "$lib/state/archives/picked";
import { m } from "../../paraglide/messages";
import { applianceWord, shortMoment } from "./words";

/** What a person is asked before archives leave the library. */
export interface Removal {
  title: string;
  text: string;
  warnings: { title: string; detail?: string | undefined }[];
  confirm: string;
  keep: string;
}

/** The question names the one archive, or how many; it warns of what would be missed. */
export function removalOf(
  { about, archives }: { about: "trash" | "forget"; archives: readonly Picked[] },
  appliances: ApplianceSummary[],
): Removal {
  const [only] = archives;
  const single = archives.length === 1 ? only : undefined;
  const keep = single ? m.archives_trash_keep_one() : m.archives_trash_keep_many();
  if (about === "forget") {
    return { ...forgetting(archives, single), warnings: [], confirm: m.archives_forget_confirm(), keep };
  }
  const number = count(archives.length);
  return {
    title: single ? m.archives_trash_title_one() : m.archives_trash_title_many({ count: number }),
    text: single
      ? m.archives_trash_text_one({ ...namesOf(single), size: bytes(single.size) })
      : m.archives_trash_text_many({ size: bytesInAll(archives.reduce((sum, { size }) => sum + size, 0)) }),
    warnings: [newest(archives, appliances), pinned(archives), missing(archives)].filter(
      (one) => one !== undefined,
    ),
    confirm: single ? m.archives_trash_confirm_one() : m.archives_trash_confirm_many({ count: number }),
    keep,
  };
}

function forgetting(
  archives: readonly Picked[],
  single: Picked | undefined,
): Pick<Removal, "title" | "text"> {
  return single
    ? { title: m.archives_forget_title_one(), text: m.archives_forget_text_one(namesOf(single)) }
    : {
        title: m.archives_forget_title_many({ count: count(archives.length) }),
        text: m.archives_forget_text_many(),
      };
}

function namesOf({ name, appliance, created }: Picked) {
  return { name, appliance: applianceWord(appliance), date: shortMoment(created) };
}

function newest(
  archives: readonly Picked[],
  appliances: ApplianceSummary[],
): Removal["warnings"][number] | undefined {
  const ids = new Set(archives.map(({ id }) => id));
  const names = appliances
    .filter(({ newestArchive }) => newestArchive !== null && ids.has(newestArchive))
    .map(({ profile }) => profile.name)
    .join(", ");
  if (names === "") return undefined;
  return {
    title:
      archives.length === 1 ? m.archives_trash_newest({ names }) : m.archives_trash_newest_many({ names }),
    detail: archives.length === 1 ? m.archives_trash_newest_why() : m.archives_trash_newest_why_many(),
  };
}

function pinned(archives: readonly Picked[]): Removal["warnings"][number] | undefined {
  const pins = archives.filter((archive) => archive.pinned).length;
  if (pins === 0) return undefined;
  if (archives.length === 1) {
    return { title: m.archives_trash_pinned_one(), detail: m.archives_trash_pinned_why() };
  }
  return {
    title:
      pins === 1
        ? m.archives_trash_pinned_some_one()
        : m.archives_trash_pinned_some_many({ count: count(pins) }),
  };
}

function missing(archives: readonly Picked[]): Removal["warnings"][number] | undefined {
  const gone = archives.filter(({ state }) => state === "missing").length;
  if (gone === 0) return undefined;
  return {
    title:
      gone === 1 ? m.archives_trash_missing_one() : m.archives_trash_missing_many({ count: count(gone) }),
  };
}
