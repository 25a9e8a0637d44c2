import type { AppStatus, News, Overview, Practice, Settings } from "$lib/contract";
import type { Host } from "$lib/host";

type Answers = { [K in keyof Host]?: Host[K] };

/** A call the window made. */
export interface Call {
  name: keyof Host;
  args: unknown[];
}

export interface FakeHost extends Host {
  /** Every call so far, in order. */
  readonly calls: Call[];
  /** How often one method was called. */
  called(name: keyof Host): number;
  /** Tells the window something, as the program would. */
  tell(news: News): void;
}

export const ready: AppStatus = { version: "1.2.3", engine: { state: "ready", appliances: 2 } };

export const settings: Settings = {
  theme: "system",
  language: "system",
  spoken: "en",
  zoom: 100,
  notifications: {
    backupDone: true,
    backupFailed: true,
    restoreDone: true,
    restoreAttention: true,
    archiveDamaged: true,
    certificateChanged: true,
  },
  archivesFolder: "/home/ada/CT-VL backups",
  ownArchivesFolder: true,
  safetyBackup: true,
  logsFolder: "/home/ada/.local/state/ctvl-backup",
  dataFolder: "/home/ada/.local/share/ctvl-backup",
};

export const noPractice: Practice = {
  profile: null,
  running: false,
  address: null,
  user: "vtsroot",
  directRouteHidden: false,
  fault: null,
};

export const emptyOverview: Overview = {
  at: "2026-11-12T13:40:00Z",
  appliances: [],
  archives: 0,
  bytes: 0,
  orphans: 0,
};

/**
 * A host that answers what a test gives it. What every window asks for at its start has an answer; anything else that
 * a test did not expect is a rejection that names the method.
 */
export function fakeHost(answers: Answers = {}): FakeHost {
  const calls: Call[] = [];
  const listeners: ((news: News) => void)[] = [];
  const usual: Answers = {
    appStatus: () => Promise.resolve(ready),
    showWindow: () => Promise.resolve(),
    settings: () => Promise.resolve(settings),
    practice: () => Promise.resolve(noPractice),
    overview: () => Promise.resolve(emptyOverview),
    openRestores: () => Promise.resolve([]),
    follow: (listener) => {
      listeners.push(listener);
      return Promise.resolve();
    },
  };
  const own = {
    calls,
    called: (name: keyof Host) => calls.filter((call) => call.name === name).length,
    tell: (news: News) => listeners.forEach((listener) => listener(news)),
  };
  return new Proxy(own as unknown as FakeHost, {
    get(target, name: string) {
      if (name in own) return Reflect.get(target, name) as unknown;
      // A promise asks whether its value is one as well.
      if (name === "then") return undefined;
      const method = name as keyof Host;
      const answer = answers[method] ?? usual[method];
      return (...args: unknown[]) => {
        calls.push({ name: method, args });
        if (!answer) return Promise.reject(new Error(`the test gave no answer to ${name}`));
        return (answer as (...args: unknown[]) => unknown)(...args);
      };
    },
  });
}
