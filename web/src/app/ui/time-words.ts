const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A moment as people say it: near ones relative to now, far ones as a date. */
export function relativeTime(at: string, now: number, locale = 'en'): string {
  const difference = new Date(at).getTime() - now;
  const distance = Math.abs(difference);
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  if (distance < minute) return difference <= 0 ? $localize`just now` : $localize`in a moment`;
  if (distance < hour) return words.format(whole(difference / minute), 'minute');
  if (distance < day) return words.format(whole(difference / hour), 'hour');
  if (distance < 30 * day) return words.format(whole(difference / day), 'day');
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(new Date(at));
}

// What is past is told by what has fully passed; what is to come to the nearest, so that 30 days are not 29 at once.
function whole(units: number): number {
  return units < 0 ? Math.trunc(units) : Math.round(units);
}

/** A moment in full: date, time to the second and zone, in a form that sorts and copies well. */
export function exactTime(at: string, locale = 'en', timeZone?: string): string {
  return new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: 'short',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
    timeZone,
  }).format(new Date(at));
}
