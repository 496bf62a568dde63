/** The day of an ISO date, or the one on which an ISO date-time falls here. */
export function toDay(value: string): string {
  // Swedes write dates as ISO does.
  return value.includes('T') ? new Date(value).toLocaleDateString('sv') : value;
}

/** The start of a day here, as `2026-11-21T00:00:00+01:00`; empty when it is no day. */
export function toMidnight(day: string): string {
  // Where the clocks change at midnight, a day starts at one.
  const [, clock, hours, minutes] = /(\S+) GMT(...)(..)/.exec(`${new Date(`${day}T00:00`)}`) ?? [];
  return clock ? `${day}T${clock}${hours}:${minutes}` : '';
}
