import { getContext, setContext } from "svelte";
import type {
  AddedArchives,
  AppStatus,
  ApplianceSummary,
  Beginning,
  Changed,
  MenuCommand,
  News,
  Overview,
  Place,
  Practice,
  Settings,
} from "$lib/contract";
import type { Host } from "$lib/host";
import { modals } from "$lib/modals.svelte";
import { Announcer } from "./announcer.svelte";
import { Asking } from "./asking.svelte";
import { Backups } from "./backups.svelte";
import { Jobs } from "./jobs.svelte";
import { Listeners } from "./listeners";
import { Loaded } from "./loaded.svelte";
import { Router } from "./router.svelte";

/**
 * What every view shares: the host, where one is, what runs, and the few answers that more than one place shows. Views
 * have controllers of their own for the rest.
 */
export class App {
  readonly host: Host;
  readonly router = new Router();
  readonly announcer = new Announcer();
  readonly asking = new Asking();
  readonly backups: Backups;
  readonly jobs: Jobs;
  readonly status: Loaded<AppStatus>;
  readonly overview: Loaded<Overview>;
  readonly settings: Loaded<Settings>;
  readonly practice: Loaded<Practice>;
  /** Files hover over the window. */
  hovering = $state(false);
  /** Archives that came in by dropping files, until a view has taken them. */
  dropped = $state.raw<AddedArchives | null>(null);
  /** The archive that was chosen elsewhere for a restore, until the restore view has taken it. */
  toRestore = $state<number | null>(null);

  readonly #changed: Record<Changed, Listeners<[]>> = {
    appliances: new Listeners(),
    archives: new Listeners(),
    activity: new Listeners(),
    settings: new Listeners(),
    practice: new Listeners(),
  };
  readonly #commands = new Listeners<[MenuCommand], boolean>();
  /** Where menu or notification led last. */
  #led: Place | null = null;
  /** Where a notification led while a dialog was open. */
  #later: Place | null = null;

  constructor(host: Host) {
    this.host = host;
    this.jobs = new Jobs(host);
    this.backups = new Backups(host, this.asking);
    this.jobs.onEnded((outcome) => this.backups.ended(outcome));
    this.status = new Loaded(() => host.appStatus());
    this.overview = new Loaded(() => host.overview());
    this.settings = new Loaded(() => host.settings());
    this.practice = new Loaded(() => host.practice());
    this.onChanged("appliances", () => void this.overview.look());
    this.onChanged("archives", () => void this.overview.look());
    this.onChanged("settings", () => void this.settings.look());
    this.onChanged("practice", () => void this.practice.look());
  }

  /** Takes what the program knew when it made the window. */
  begin({ status, settings, overview, practice }: Beginning): void {
    this.status.take(status);
    this.settings.take(settings);
    this.overview.take(overview);
    this.practice.take(practice);
  }

  /** Asks for what every view needs and listens from then on: first listens, so that no change comes in between. */
  async start(): Promise<void> {
    await Promise.all([this.status.look(), this.host.follow((news) => this.hear(news))]);
    if (this.status.value?.engine.state !== "ready") return;
    await Promise.all([this.settings.look(), this.overview.look(), this.practice.look()]);
  }

  appliance(profile: string): ApplianceSummary | undefined {
    return this.overview.value?.appliances.find((appliance) => appliance.profile.id === profile);
  }

  /** Calls `again` whenever something of this kind has changed; answers how to stop that. */
  onChanged(what: Changed, again: () => void): () => void {
    return this.#changed[what].add(again);
  }

  /** A view that can do what menus ask says so here; the newest one is asked first and answers whether it did it. */
  onCommand(listener: (command: MenuCommand) => boolean): () => void {
    return this.#commands.add(listener);
  }

  /** Does what a menu or its shortcut asks for. */
  command(command: MenuCommand): void {
    if (command === "back") return this.router.back();
    if (this.#commands.offer(command)) return;
    if (command === "find" || command === "addArchives") {
      this.router.go({ place: "archives", archive: null });
    } else if (command === "lookAgain") {
      void this.overview.look();
    }
  }

  /** The last dialog was closed: what waited for that goes on. */
  unveiled(): void {
    const place = this.#later;
    this.#later = null;
    if (place) void this.#lead(place);
  }

  hear(news: News): void {
    switch (news.news) {
      case "progress":
        return this.jobs.tellProgress(news.progress, news.profile);
      case "ended":
        return this.jobs.tellEnded(news.outcome);
      case "changed":
        return this.#changed[news.what].tell();
      case "goTo":
        return void this.#lead(news.place);
      case "command":
        return modals.any ? undefined : this.command(news.command);
      case "hovering":
        this.hovering = news.over;
        return;
      case "dropped":
        this.hovering = false;
        this.dropped = news.archives;
        return;
    }
  }

  /**
   * Goes where menu or notification lead; the newest of them wins. An appliance that is not known here was connected a
   * moment ago, so it is looked for before it is called gone. A dialog is answered first: a result waits for that, a view
   * does not.
   */
  async #lead(place: Place): Promise<void> {
    this.#led = place;
    if ("profile" in place && !this.appliance(place.profile)) await this.overview.look();
    if (this.#led !== place) return;
    if (!modals.any) this.router.go(place);
    else if (isAboutOne(place)) this.#later = place;
  }
}

/** Whether a place is about one thing, as the results are that notifications lead to; menus only know views. */
function isAboutOne(place: Place): boolean {
  return "profile" in place || (place.place === "archives" && place.archive !== null);
}

const KEY = Symbol("app");

export function provideApp(app: App): App {
  return setContext(KEY, app);
}

/** What every view shares. Called while a component is made. */
export function useApp(): App {
  return getContext<App>(KEY);
}
