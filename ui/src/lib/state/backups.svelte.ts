import { SvelteMap } from "svelte/reactivity";
import type { BackupRequest, ErrorCode, JobOutcome, Offer, Profile } from "$lib/contract";
import type { Host } from "$lib/host";
import type { Asking, Question } from "./asking.svelte";

/** What is different the next time. */
export type Change = Partial<Pick<BackupRequest, "key" | "excludeCounters">>;

type Why = Extract<Question, { about: "password" }>["why"];

/** How the offers of a failed backup are met: what the person is asked first, after which the backup starts again. */
export type Cure = "again" | "withoutCounters" | "password" | "certificate" | "folder";

const cures: Partial<Record<Offer, Cure>> = {
  tryAgain: "again",
  // Asking again is what makes the keyring show its own dialog.
  unlockKeyring: "again",
  backUpWithoutCounters: "withoutCounters",
  enterPassword: "password",
  enterPasswordOnce: "password",
  compareCertificate: "certificate",
  chooseFolder: "folder",
};

/** What an offer means for a backup; nothing where it takes a look at the appliance's page. */
export function cureOf(offer: Offer): Cure | undefined {
  return cures[offer];
}

/** Whether a backup of this appliance would only be told that a password is needed. */
export function passwordWanted(profile: Profile, inMemory: boolean): Why | undefined {
  if (inMemory) return undefined;
  if (profile.credential === "notStored") return "missing";
  return profile.credential === "refused" ? "refused" : undefined;
}

/**
 * Backups as this window orders them. It remembers what each was asked for, so that a failed one can be repeated as
 * it was, also one that was ordered before the page was loaded again, and asks the person for what stands in the way.
 */
export class Backups {
  readonly #host: Host;
  readonly #asking: Asking;
  readonly #requests = new SvelteMap<string, BackupRequest>();
  readonly #latest = new SvelteMap<string, string>();

  constructor(host: Host, asking: Asking) {
    this.#host = host;
    this.#asking = asking;
  }

  /** Starts one; answers its job. */
  async start(request: BackupRequest): Promise<string> {
    const job = await this.#host.startBackup(request);
    this.#requests.set(job, request);
    this.#latest.set(request.profile, job);
    return job;
  }

  /** The job of an appliance that this window started last. */
  latestOf(profile: string): string | undefined {
    return this.#latest.get(profile);
  }

  /** Takes note of an ending: it says what was asked for, whoever asked. */
  ended({ job, request }: JobOutcome): void {
    if (request) this.#requests.set(job, request);
  }

  /** What a job was asked for; of one that this window never heard of only that it was a backup of this appliance. */
  requestOf(job: string, profile: string): BackupRequest {
    return this.#requests.get(job) ?? { profile, preChange: false };
  }

  /** Asks for what a cure needs. `false` if the person changed their mind. */
  async settle(cure: Cure, profile: Profile, failed?: ErrorCode): Promise<boolean> {
    switch (cure) {
      case "again":
      case "withoutCounters":
        return true;
      case "password":
        return this.#asking.ask({ about: "password", profile, why: whyOf(profile, failed) });
      case "certificate":
        return this.#asking.ask({ about: "certificate", profile });
      case "folder": {
        const look = await this.#host.chooseDestination(profile.id);
        return look !== null && look.problem === null;
      }
    }
  }

  /** The request that a cure leads to. */
  cured(cure: Cure, request: BackupRequest): BackupRequest {
    return cure === "withoutCounters" ? { ...request, excludeCounters: true } : request;
  }
}

/** Why a password is asked for. The failure knows more than a profile that was read before it. */
function whyOf(profile: Profile, failed?: ErrorCode): Why {
  if (failed === "loginRefused" || failed === "passwordRefusedBefore") return "refused";
  switch (profile.credential) {
    case "refused":
    case "unconfirmed":
      return profile.credential;
    case "notStored":
    case "stored":
      return "missing";
  }
}
