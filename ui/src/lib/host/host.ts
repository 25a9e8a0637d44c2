import type {
  About,
  ActivityFilter,
  AddedAppliance,
  AddedArchives,
  AftermathList,
  AftermathTask,
  ApplianceChange,
  AppStatus,
  ArchiveDetail,
  ArchiveFilter,
  ArchiveTable,
  BackupRequest,
  Certificate,
  CertificateLook,
  ConnectionReport,
  DestinationLook,
  DraftConnection,
  EventList,
  ExportFormat,
  GuidedEvent,
  GuidedProgress,
  GuidedView,
  KeepPassword,
  NewAppliance,
  News,
  NotificationTest,
  OpenRestore,
  Orphan,
  Overview,
  PastedAddress,
  Pick,
  PlanProgress,
  PlanRequest,
  Practice,
  PracticeFault,
  Profile,
  RestorePlan,
  RestoreRequest,
  SaidToRestore,
  Settings,
  SettingsChange,
  TrashedArchives,
  Trend,
} from "$lib/contract";

/**
 * What the window asks of the program around it. Rejections are a `Described`, see `lib/errors`. Files are named by
 * the number the library gave them; where a file or folder has to be chosen, the program opens the native dialog and
 * answers `null` when the person closed it.
 */
export interface Host {
  appStatus(): Promise<AppStatus>;
  /** The window starts hidden and is shown when the first view is there, so that nobody sees it being built. */
  showWindow(): Promise<void>;
  /**
   * Calls `listener` with everything that happens from now on. Before it resolves, the listener has been given a
   * snapshot of every running job and every ending that nobody was told yet.
   */
  follow(listener: (news: News) => void): Promise<void>;

  overview(): Promise<Overview>;
  trend(profile: string): Promise<Trend>;

  /** Understands what was pasted: an address in any form, or a whole curl line. */
  readAddress(text: string): Promise<PastedAddress>;
  /** The certificate that answers at an address; nothing is sent there. */
  lookAtCertificate(address: string, systemProxy: boolean): Promise<Certificate>;
  testDraft(draft: DraftConnection): Promise<ConnectionReport>;
  addAppliance(appliance: NewAppliance): Promise<AddedAppliance>;
  testAppliance(profile: string): Promise<ConnectionReport>;
  changeAppliance(profile: string, change: ApplianceChange): Promise<Profile>;
  removeAppliance(profile: string): Promise<void>;
  compareCertificate(profile: string): Promise<CertificateLook>;
  trustCertificate(profile: string, fingerprint: string): Promise<Certificate>;
  /** Tries the password once, then keeps it. A refused one is not kept. */
  setPassword(profile: string, password: string, keep: KeepPassword): Promise<AddedAppliance>;
  forgetPassword(profile: string): Promise<void>;
  listKeys(profile: string): Promise<string[]>;
  /** Opens the appliance's administration page in the system's browser. */
  openAdministrationPage(profile: string): Promise<void>;

  destination(profile: string): Promise<DestinationLook>;
  /** Native folder dialog; what is chosen is remembered for this appliance. */
  chooseDestination(profile: string): Promise<DestinationLook | null>;
  /** Back to the application's own folder. */
  resetDestination(profile: string): Promise<DestinationLook>;
  /** Each `start…` resolves with the job's id as soon as the job runs; how it goes comes through `follow`. */
  startBackup(request: BackupRequest): Promise<string>;
  cancelJob(job: string): Promise<void>;

  archives(filter: ArchiveFilter): Promise<ArchiveTable>;
  archive(id: number): Promise<ArchiveDetail>;
  startVerify(archives: number[]): Promise<string>;
  pinArchives(archives: number[], pinned: boolean): Promise<void>;
  noteArchive(archive: number, note: string | null): Promise<void>;
  showInFolder(archive: number): Promise<void>;
  trashArchives(archives: number[]): Promise<TrashedArchives>;
  /** Takes archives off the list; their files stay where they are. */
  forgetArchives(archives: number[]): Promise<void>;
  addArchives(pick: Pick): Promise<AddedArchives | null>;
  /** Native file dialog: shows where a missing archive lies now. It must be the same archive. */
  findArchive(archive: number): Promise<ArchiveDetail | null>;
  /** Looks whether files are still where they were; answers how many rows changed. */
  lookAgain(): Promise<number>;
  orphans(): Promise<Orphan[]>;
  removeOrphans(ids: string[]): Promise<void>;

  /**
   * Reads the whole archive and looks at the target; changes nothing. `told` is called with how far that is, at most ten
   * times a second. Another plan for the same appliance stops one that is still being made.
   */
  planRestore(request: PlanRequest, told: (progress: PlanProgress) => void): Promise<RestorePlan>;
  /** Stops the making of a plan for this appliance, if one is being made. */
  stopCheck(profile: string): Promise<void>;
  /** Native save dialog; answers the file's name. */
  savePlan(plan: string): Promise<string | null>;
  startRestore(request: RestoreRequest): Promise<string>;
  openRestores(): Promise<OpenRestore[]>;
  guided(run: string): Promise<GuidedView>;
  guidedStep(run: string, event: GuidedEvent): Promise<GuidedProgress>;
  /** Shows the archive of a guided restore in the system's file manager. */
  showGuidedArchive(run: string): Promise<void>;
  watchRestore(run: string): Promise<string>;
  sayToRestore(run: string, said: SaidToRestore): Promise<void>;
  cancelRestore(run: string): Promise<void>;
  closeRestore(run: string, restored: boolean): Promise<void>;
  tasks(profile: string | null): Promise<AftermathList>;
  tickTask(task: number): Promise<AftermathTask>;
  untickTask(task: number): Promise<AftermathTask>;

  activity(filter: ActivityFilter): Promise<EventList>;
  /** Native save dialog; answers the file's name. */
  exportActivity(filter: ActivityFilter, format: ExportFormat): Promise<string | null>;

  settings(): Promise<Settings>;
  changeSettings(change: SettingsChange): Promise<Settings>;
  /** Native folder dialog for the folder of all appliances without one of their own. */
  chooseArchivesFolder(): Promise<Settings | null>;
  resetArchivesFolder(): Promise<Settings>;
  testNotification(): Promise<NotificationTest>;
  openLogs(): Promise<void>;
  openArchivesFolder(): Promise<void>;
  /** Puts a report without secrets on the clipboard and answers its text. */
  copyDiagnostics(): Promise<string>;
  copyText(text: string): Promise<void>;
  about(): Promise<About>;

  practice(): Promise<Practice>;
  /** Starts the embedded practice appliance; the first time it is made, connected and given a password by the program. */
  startPractice(): Promise<Practice>;
  stopPractice(): Promise<Practice>;
  /** Back to the data of its first start. */
  resetPractice(): Promise<Practice>;
  setPracticeFault(fault: PracticeFault | null): Promise<Practice>;
  hidePracticeRoute(hidden: boolean): Promise<Practice>;
  /** Puts the password of its administrator on the clipboard, for a restore by hand; the page never gets it. */
  copyPracticePassword(): Promise<void>;
}
