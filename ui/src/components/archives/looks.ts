import type { ReceiptState, Restorable, VersionSource, CreatedSource } from "$lib/contract";
import { m } from "../../paraglide/messages";
import type { Look } from "../ui";

// How the closed sets of the library look. Green is for what is proven; unknown is never green.

export const restorableLooks: Record<Restorable, Look & { word: () => string }> = {
  yes: { tone: "ok", icon: "check-circle", word: m.archives_restorable_yes },
  damaged: { tone: "risk", icon: "x-circle", word: m.archives_restorable_damaged },
  missing: { tone: "risk", icon: "x-circle", word: m.archives_restorable_missing },
  tooNew: { tone: "risk", icon: "x-circle", word: m.archives_restorable_too_new },
  unknown: { tone: "quiet", icon: "question", word: m.word_unknown },
};

export const receiptLooks: Record<ReceiptState, Look & { word: () => string; why?: () => string }> = {
  signedHere: { tone: "ok", icon: "check-circle", word: m.archives_receipt_valid },
  signedElsewhere: {
    tone: "info",
    icon: "info",
    word: m.archives_receipt_elsewhere,
    why: m.archives_receipt_elsewhere_why,
  },
  unsigned: {
    tone: "quiet",
    icon: "question",
    word: m.archives_receipt_unsigned,
    why: m.archives_receipt_unsigned_why,
  },
  signatureBroken: {
    tone: "risk",
    icon: "x-circle",
    word: m.archives_receipt_broken,
    why: m.archives_receipt_broken_why,
  },
  unreadable: {
    tone: "warn",
    icon: "alert",
    word: m.archives_receipt_unreadable,
    why: m.archives_receipt_unreadable_why,
  },
  none: {
    tone: "quiet",
    icon: "minus-circle",
    word: m.archives_receipt_none,
    why: m.archives_receipt_none_why,
  },
};

export const versionSources: Record<VersionSource, () => string> = {
  appliance: m.archives_source_appliance,
  receipt: m.archives_source_receipt,
  archive: m.archives_source_archive,
  typed: m.archives_source_typed,
};

export const createdSources: Record<CreatedSource, () => string> = {
  archive: m.archives_created_archive,
  receipt: m.archives_created_receipt,
  name: m.archives_created_name,
  file: m.archives_created_file,
};
