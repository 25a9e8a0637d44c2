// How numbers, sizes, moments and hashes are written, in the person's language and the machine's zone.
export { clock } from "./clock.svelte";
export { count, percent } from "./numbers";
export { bytes, bytesInAll, exactBytes, rate } from "./sizes";
export { groupFingerprint, groupHash, shortHash } from "./hashes";
export {
  age,
  date,
  dateTime,
  day,
  dayTime,
  duration,
  exactMoment,
  fullDate,
  fullDateTime,
  stopwatch,
  timeOfDay,
  type Moment,
} from "./times";
