const DAY_MILLIS = 86_400_000;

const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat('en', { weekday: 'long' });
const shortDay = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' });
const longDay = new Intl.DateTimeFormat('en', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});
const full = new Intl.DateTimeFormat('en', { dateStyle: 'full', timeStyle: 'short' });

/** `14:05`, in the manner of the user's place. */
export function clockTime(time: string): string {
  return format(clock, time);
}

/** Everything there is to say about a moment, for a tooltip. */
export function fullTime(time: string): string {
  return format(full, time);
}

/** The day as a heading: Today, Yesterday, a weekday of this week, or the date. */
export function dayHeading(time: string, now = Date.now()): string {
  const days = daysAgo(time, now);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return format(days > 1 && days < 7 ? weekday : longDay, time);
}

/** A moment for a narrow column: the clock today, then the day. */
export function shortTime(time: string, now = Date.now()): string {
  const days = daysAgo(time, now);
  if (days === 0) return clockTime(time);
  if (days === 1) return 'Yesterday';
  return format(days > 1 && days < 7 ? weekday : shortDay, time);
}

/** `5 minutes ago`, ` today at 14:05` … as a part of a sentence. */
export function ago(time: string, now = Date.now()): string {
  const minutes = Math.floor((now - Date.parse(time)) / 60_000);
  if (Number.isNaN(minutes)) return 'some time ago';
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} ${minutes === 1 ? 'minute' : 'minutes'} ago`;
  const days = daysAgo(time, now);
  if (days === 0) return `today at ${clockTime(time)}`;
  if (days === 1) return `yesterday at ${clockTime(time)}`;
  return `on ${format(shortDay, time)}`;
}

export function isSameDay(a: string, b: string): boolean {
  return startOfDay(Date.parse(a)) === startOfDay(Date.parse(b));
}

function daysAgo(time: string, now: number): number {
  return Math.round((startOfDay(now) - startOfDay(Date.parse(time))) / DAY_MILLIS);
}

function startOfDay(millis: number): number {
  return new Date(millis).setHours(0, 0, 0, 0);
}

function format(how: Intl.DateTimeFormat, time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? '' : how.format(date);
}
