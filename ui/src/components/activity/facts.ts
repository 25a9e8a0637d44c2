import type { Event } from "$lib/contract";
import { bytes, duration, exactMoment } from "$lib/format";
import { endingWords, eventWords } from "$lib/words";
import { m } from "../../paraglide/messages";
import type { Fact } from "../ui";
import { whatOf } from "./readings";
import { tellingOf } from "./told";

/** What is known of an event beside what it says. */
export function factsOf(event: Event): Fact[] {
  const facts: (Fact | false)[] = [
    { label: m.activity_fact_kind(), value: eventWords[event.kind]() },
    { label: m.activity_fact_outcome(), value: endingWords[event.outcome]() },
    { label: m.activity_fact_ended(), value: exactMoment(event.at) },
    event.durationMillis !== null && { label: m.activity_fact_took(), value: duration(event.durationMillis) },
    event.bytes !== null && { label: m.activity_fact_size(), value: bytes(event.bytes) },
    event.result?.is === "trusted" && {
      label: m.activity_fact_fingerprint(),
      value: event.result.fingerprint,
    },
  ];
  return facts.filter((fact) => fact !== false);
}

/** An event as text to be sent to somebody. */
export function reportOf(event: Event): string {
  const { first, rest, quote } = tellingOf(event);
  const facts = factsOf(event).map(({ label, value }) => `${label}: ${value as string}`);
  const incident = event.incident === null ? [] : [`${m.activity_fact_incident()}: ${event.incident}`];
  const job = event.job === null ? [] : [`${m.activity_fact_job()}: ${event.job}`];
  // What was written down goes along as it stands: it is what the log says.
  const said = [...new Set([first, rest, quote, event.text])].filter(
    (line) => line !== undefined && line !== "",
  );
  return [whatOf(event), ...facts, ...incident, ...job, "", ...said].join("\n");
}
