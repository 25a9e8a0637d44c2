import type { ErrorParams } from "$lib/contract";
import { bytes } from "$lib/format";
import { m } from "../../paraglide/messages";
import { getLocale } from "../../paraglide/runtime";

/**
 * What a message may name. Everything has a word, also where the engine gave none; German needs its cases, so the
 * appliance and its host come in each of them.
 */
export interface Names {
  /** The appliance at the start of a sentence. */
  subject: string;
  /** The appliance as an object. */
  appliance: string;
  /** The appliance after "to", "on", "with". */
  dative: string;
  /** "of Payments EU". */
  of_appliance: string;
  /** The host at the start of a sentence. */
  node: string;
  host: string;
  host_dative: string;
  of_host: string;
  proxy: string;
  /** With a space before it where there is one: "The account svc-backup", "The account". */
  user: string;
  name: string;
  path: string;
  key: string;
  /** How long something lasted, or may last. */
  wait: string;
  /** Bytes that moved, or are free. */
  size: string;
  /** Bytes that were promised, or are needed. */
  needed: string;
  /** The rest, as the engine gave it: which of several words is meant. */
  params: ErrorParams;
}

/** The words for what an error names. */
export function names(params: ErrorParams): Names {
  const { appliance } = params;
  const host = params.host ?? params.address ?? appliance;
  return {
    subject: appliance ?? params.host ?? m.error_subject(),
    appliance: appliance ?? m.error_object(),
    dative: appliance ?? m.error_object_dative(),
    of_appliance: appliance === undefined ? m.error_of_object() : m.error_of({ name: appliance }),
    node: host ?? m.error_subject(),
    host: host ?? m.error_object(),
    host_dative: host ?? m.error_object_dative(),
    of_host: host === undefined ? m.error_of_object() : m.error_of({ name: host }),
    proxy: params.host ?? m.error_proxy(),
    user: params.user === undefined ? "" : ` ${params.user}`,
    name: params.name ?? params.key ?? m.error_name(),
    path: params.path ?? m.error_path(),
    key: params.key ?? m.error_key(),
    wait: wait(params.retryAfterSeconds ?? params.seconds ?? 0),
    size: bytes(params.bytes ?? 0),
    needed: bytes(params.expectedBytes ?? 0),
    params,
  };
}

/** A wait within a sentence: "10 minutes", "40 seconds". */
function wait(seconds: number): string {
  const [value, unit] = seconds < 120 ? [seconds, "second"] : [Math.round(seconds / 60), "minute"];
  return new Intl.NumberFormat(getLocale(), { style: "unit", unit, unitDisplay: "long" }).format(value);
}
