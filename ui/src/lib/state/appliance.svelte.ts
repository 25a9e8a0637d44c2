import type {
  AftermathList,
  ApplianceSummary,
  ArchiveRow,
  ArchiveTable,
  CertificateLook,
  ConnectionReport,
  JobOutcome,
  Offer,
  Trend,
} from "$lib/contract";
import { fromDescribed, is, type Failure } from "$lib/errors";
import { m } from "../../paraglide/messages";
import type { App } from "./app.svelte";
import { BackupForm } from "./backup-form.svelte";
import { cureOf } from "./backups.svelte";
import { Action, Loaded } from "./loaded.svelte";
import { meet } from "./meet";
import { needsOfOne, waitsForTrust, type Need } from "./needs";

const RECENT = 5;

/** One appliance: its next backup, the one that runs or ended last, and what is known of those before. */
export class AppliancePage {
  readonly #app: App;
  readonly profile: string;
  readonly form: BackupForm;
  readonly trend: Loaded<Trend>;
  readonly recent: Loaded<ArchiveTable>;
  readonly tasks: Loaded<AftermathList>;
  readonly certificate: Loaded<CertificateLook>;
  readonly test: Action<[], ConnectionReport>;
  /** The last test of this visit. */
  report = $state.raw<ConnectionReport | null>(null);
  readonly again: Action<[Offer, JobOutcome], void>;
  readonly cancel: Action<[string], void>;
  /** Small wishes to the system and the practice appliance, whose failures stand at the top. */
  readonly wish: Action<[() => Promise<unknown>], void>;
  readonly meeting: Action<[Need], void>;

  readonly job = $derived.by(() => this.#app.jobs.of(this.profile));
  readonly outcome = $derived.by(() => this.#app.jobs.lastOf(this.profile, "backup"));
  readonly failure = $derived.by<Failure | undefined>(() =>
    this.outcome?.result === "failed" ? fromDescribed(this.outcome.failure) : undefined,
  );
  readonly cancelled = $derived(is(this.failure, "cancelled"));
  /** The newest archive that was taken of it, whatever became of it. */
  readonly newest = $derived.by<ArchiveRow | undefined>(() =>
    this.recent.value?.rows.find(({ purpose }) => purpose !== "added"),
  );
  readonly isPractice = $derived.by(() => this.#app.practice.value?.profile === this.profile);

  /** The appliance with what only this page has seen: the engine learns of another certificate when it next needs it. */
  seen(appliance: ApplianceSummary): ApplianceSummary {
    if (this.certificate.value?.same !== false || waitsForTrust(appliance)) return appliance;
    return { ...appliance, attention: [...appliance.attention, { reason: "certificateChanged" }] };
  }

  /**
   * What stands in the way of this appliance. What the panels of the page say in full is not said twice: a backup
   * that runs or has just failed, and the age of the newest one where nobody relies on it.
   */
  needs(appliance: ApplianceSummary): Need[] {
    const told = this.job?.progress.kind === "backup" || this.failure !== undefined;
    return needsOfOne(appliance).filter(
      ({ does, tone }) =>
        !(told && does.act === "backUp") && !(appliance.protection === "practice" && tone === "risk"),
    );
  }

  constructor(app: App, appliance: ApplianceSummary) {
    const profile = appliance.profile.id;
    this.#app = app;
    this.profile = profile;
    this.form = new BackupForm(app, appliance);
    this.trend = new Loaded(() => app.host.trend(profile));
    this.recent = new Loaded(() =>
      app.host.archives({ profile, states: [], sort: "created", descending: true, offset: 0, limit: RECENT }),
    );
    this.tasks = new Loaded(() => app.host.tasks(profile));
    this.certificate = new Loaded(() => app.host.compareCertificate(profile));
    this.test = new Action(async () => {
      this.report = null;
      const report = await app.host.testAppliance(profile);
      this.report = report;
      if (report.steps.every(({ outcome }) => outcome === "passed"))
        app.announcer.say(m.connect_test_passed());
      else app.announcer.interrupt(m.connect_test_failed());
      return report;
    });
    this.again = new Action((offer, outcome) => this.#repeat(offer, outcome));
    this.cancel = new Action((job) => app.jobs.cancel(job));
    this.meeting = new Action((need) => meet(app, need));
    this.wish = new Action(async (wish) => {
      await wish();
    });
  }

  /** Asks for everything, and again whenever some of it has changed; answers how to stop that. */
  watch(): () => void {
    const archives = () => {
      void this.trend.look();
      void this.recent.look();
      void this.form.destination.look();
    };
    archives();
    void this.tasks.look();
    this.lookAtCertificate();
    const stops = [
      this.#app.onChanged("archives", archives),
      this.#app.onChanged("appliances", () => {
        void this.tasks.look();
        // It may have been compared and trusted meanwhile.
        if (this.certificate.value?.same === false) this.lookAtCertificate();
      }),
      this.#app.onChanged("settings", () => void this.form.destination.look()),
    ];
    return () => stops.forEach((stop) => stop());
  }

  /** F5: everything again, the certificate too. */
  lookAgain(): void {
    void this.#app.overview.look();
    void this.trend.look();
    void this.recent.look();
    void this.tasks.look();
    void this.form.destination.look();
    this.lookAtCertificate();
  }

  /** A look at the certificate sends nothing; a practice appliance that is stopped shows none. */
  lookAtCertificate(): void {
    if (this.isPractice && !this.#app.practice.value?.running) return;
    void this.certificate.look();
  }

  /** How large the last backup with the same counters was: what a running one is likely to become. */
  lastSize(job: string): number | null {
    const { excludeCounters } = this.#app.backups.requestOf(job, this.profile);
    const wanted =
      (excludeCounters ?? this.#app.appliance(this.profile)?.profile.excludeCounters)
        ? "excluded"
        : "included";
    const alike = this.recent.value?.rows.find(
      ({ counters, state }) => counters === wanted && state !== "damaged" && state !== "missing",
    );
    return alike?.size ?? null;
  }

  /** Puts aside how the last backup ended, and those before it. */
  dismiss(): void {
    this.#putAside(undefined);
  }

  /** Puts aside how backups ended before the one that was just started. That one may have ended already. */
  supersede(): void {
    this.#putAside(this.#app.backups.latestOf(this.profile));
  }

  #putAside(except: string | undefined): void {
    for (const { job } of this.#app.jobs.endingsOf(this.profile, "backup")) {
      if (job !== except) this.#app.jobs.dismiss(job);
    }
    this.again.failure = null;
  }

  /** Starts or stops the practice appliance. */
  switchPractice(): Promise<void> {
    const { host, practice } = this.#app;
    return this.wish.go(async () => {
      practice.take(await (practice.value?.running ? host.stopPractice() : host.startPractice()));
      this.lookAtCertificate();
    });
  }

  /** Whether this page can do what a failed test offers; trying again has its own button. */
  cures(offer: Offer): boolean {
    const cure = cureOf(offer);
    return cure === "password" || cure === "certificate";
  }

  /** Asks for what the test lacked, and tests again. */
  async cureTest(offer: Offer, { profile }: ApplianceSummary): Promise<void> {
    const cure = cureOf(offer);
    const failed = this.report?.steps.find((step) => step.outcome === "failed");
    const code = failed?.outcome === "failed" ? failed.failure.error.code : undefined;
    if (cure && (await this.#app.backups.settle(cure, profile, code))) await this.test.go();
  }

  closeTest(): void {
    this.report = null;
    this.test.failure = null;
  }

  async #repeat(offer: Offer, outcome: JobOutcome): Promise<void> {
    const { backups } = this.#app;
    const appliance = this.#app.appliance(this.profile);
    const cure = cureOf(offer);
    if (!cure || !appliance) return;
    const code = outcome.result === "failed" ? outcome.failure.error.code : undefined;
    const settled = await backups.settle(cure, appliance.profile, code);
    if (cure === "folder") await this.form.destination.look();
    if (!settled) return;
    await backups.start(backups.cured(cure, backups.requestOf(outcome.job, this.profile)));
    this.supersede();
  }
}
