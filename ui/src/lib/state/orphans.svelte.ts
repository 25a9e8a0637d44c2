import { SvelteSet } from "svelte/reactivity";
import type { Orphan } from "$lib/contract";
import type { App } from "./app.svelte";
import { Action, Loaded } from "./loaded.svelte";

/** What interrupted runs left: unfinished files, which a person looks at before they are removed. */
export class Orphans {
  open = $state(false);
  readonly list: Loaded<Orphan[]>;
  readonly removal: Action<[], void>;
  /** Those that stay. Everything else in the list goes. */
  readonly kept = new SvelteSet<string>();
  readonly going = $derived.by(() => (this.list.value ?? []).filter(({ id }) => !this.kept.has(id)));

  constructor(app: App) {
    this.list = new Loaded(() => app.host.orphans());
    this.removal = new Action(async () => {
      await app.host.removeOrphans(this.going.map(({ id }) => id));
      await app.overview.look();
    });
  }

  show(): void {
    this.kept.clear();
    this.removal.failure = null;
    this.open = true;
    void this.list.look();
  }

  choose(id: string, goes: boolean): void {
    if (goes) this.kept.delete(id);
    else this.kept.add(id);
  }

  /** Removes what was chosen. If that fails halfway the list shows what is left. */
  async remove(): Promise<void> {
    await this.removal.go();
    if (this.removal.failure) await this.list.look();
    else this.open = false;
  }
}
