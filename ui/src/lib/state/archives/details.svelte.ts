import type { ArchiveDetail } from "$lib/contract";
import { is, type Failure } from "$lib/errors";
import type { Host } from "$lib/host";
import { Action, Loaded } from "$lib/state/loaded.svelte";

/** Everything about one archive, and what is changed about it where it is read. */
export class ArchiveDetails {
  /** Which one is open. */
  id = $state<number | null>(null);
  /** The note as it is being written; nothing while it is only read. */
  draft = $state<string | null>(null);
  readonly note: Action<[id: number, note: string], void>;
  readonly find: Action<[id: number], boolean>;

  readonly #host: Host;
  #look = $state.raw<Loaded<ArchiveDetail> | null>(null);
  /** What was open before stays until the next one is there, so that moving through the list does not flicker. */
  #before = $state.raw<ArchiveDetail | null>(null);

  constructor(host: Host) {
    this.#host = host;
    this.note = new Action(async (id, note) => {
      await host.noteArchive(id, note.trim() === "" ? null : note.trim());
      if (this.id === id) await this.refresh();
    });
    this.find = new Action(async (id) => {
      const found = await host.findArchive(id);
      if (found && this.id === id) this.#look?.take(found);
      return found !== null;
    });
  }

  get value(): ArchiveDetail | null {
    const look = this.#look;
    if (!look) return null;
    return look.value ?? (look.showBones || look.failure ? null : this.#before);
  }

  get failure(): Failure | null {
    return this.#look?.failure ?? null;
  }

  get showBones(): boolean {
    return this.#look?.showBones ?? false;
  }

  async open(id: number): Promise<void> {
    if (this.id === id) return;
    this.#leave();
    this.#before = this.#look?.value ?? null;
    this.id = id;
    this.find.failure = null;
    const look = new Loaded(() => this.#host.archive(id));
    this.#look = look;
    await look.look();
  }

  close(): void {
    this.#leave();
    this.id = null;
    this.#look = null;
    this.#before = null;
  }

  /** Looks again; closes if the library does not have it any more. */
  async refresh(): Promise<void> {
    const look = this.#look;
    await look?.look();
    if (look && look === this.#look && is(look.failure, "archiveUnknown")) this.close();
  }

  /** Begins to write the note. */
  edit(): void {
    this.note.failure = null;
    this.draft = this.value?.row.note ?? "";
  }

  async save(): Promise<void> {
    const { id, draft } = this;
    if (id === null || draft === null) return;
    if (draft.trim() === (this.value?.row.note ?? "")) {
      this.draft = null;
      return;
    }
    await this.note.go(id, draft);
    if (!this.note.failure && this.id === id) this.draft = null;
  }

  discard(): void {
    this.draft = null;
    this.note.failure = null;
  }

  /** A note that was begun is kept when one goes on to another archive. */
  #leave(): void {
    if (this.draft === null) return;
    const [id, draft, known] = [this.id, this.draft, this.#look?.value?.row.note ?? ""];
    this.draft = null;
    if (id !== null && draft.trim() !== known) void this.note.go(id, draft);
  }
}
