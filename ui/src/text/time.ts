/** Times in words: how long ago, the full date, the month somebody joined. */
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const dayMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const dayMonthYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
const monthYear = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric' })
const full = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' })
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', timeZone: 'UTC' })
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })

/** "now", "4m", "3h", "yesterday", "12 Oct", "12 Oct 2024". A clock a little behind says "now" rather than a negative time. */
export function ago(iso: string, nowMs: number): string {
  const at = new Date(iso)
  const past = nowMs - at.getTime()
  const now = new Date(nowMs)
  if (past < MINUTE) return 'now'
  if (past < HOUR) return `${Math.floor(past / MINUTE)}m`
  if (past < DAY && at.getDate() === now.getDate()) return `${Math.floor(past / HOUR)}h`
  if (isYesterday(at, now)) return past < 6 * HOUR ? `${Math.floor(past / HOUR)}h` : 'yesterday'
  return at.getFullYear() === now.getFullYear() ? dayMonth.format(at) : dayMonthYear.format(at)
}

/** "last seen" in a sentence: "just now", "4 minutes ago", "3 hours ago", "yesterday", "on 12 Oct". */
export function agoInWords(iso: string, nowMs: number): string {
  const short = ago(iso, nowMs)
  if (short === 'now') return 'just now'
  const amount = parseInt(short, 10)
  if (/^\d+m$/.test(short)) return `${amount} ${amount === 1 ? 'minute' : 'minutes'} ago`
  if (/^\d+h$/.test(short)) return `${amount} ${amount === 1 ? 'hour' : 'hours'} ago`
  return short === 'yesterday' ? short : `on ${short}`
}

export function fullDate(iso: string): string {
  return full.format(new Date(iso)).replace(' at ', ', ')
}

/** When something ends: "14:30" today, "21 Nov, 14:30" later this year, "3 Jan 2027" after it. */
export function until(iso: string, nowMs: number): string {
  const at = new Date(iso)
  const now = new Date(nowMs)
  if (at.toDateString() === now.toDateString()) return clock.format(at)
  return at.getFullYear() === now.getFullYear() ? `${dayMonth.format(at)}, ${clock.format(at)}` : dayMonthYear.format(at)
}

export function timeOfDay(ms: number): string {
  return clock.format(new Date(ms))
}

/** "Here since May 2021", or how the first day is told. */
export function since(iso: string, nowMs: number): string {
  const at = new Date(iso)
  if (at.toDateString() === new Date(nowMs).toDateString()) return 'Here since today'
  return `Here since ${monthYear.format(at)}`
}

/** "4 minutes", "50 seconds": how long to wait. */
export function waiting(seconds: number): string {
  if (seconds < 90) return `${seconds} ${seconds === 1 ? 'second' : 'seconds'}`
  const minutes = Math.ceil(seconds / 60)
  return minutes < 90 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`
}

/** "5 hours left", "2 days left"; rounded down, so that nothing is promised that is not there. */
export function timeLeft(iso: string, nowMs: number): string {
  const left = new Date(iso).getTime() - nowMs
  if (left < MINUTE) return 'less than a minute left'
  const [unit, size] = left < 90 * MINUTE ? (['minute', MINUTE] as const) : left < 2 * DAY ? (['hour', HOUR] as const) : (['day', DAY] as const)
  const amount = Math.floor(left / size)
  return `${amount} ${amount === 1 ? unit : `${unit}s`} left`
}

/** A day of the node's, which are those of UTC: "Sat 21". */
export function shortDay(day: string): string {
  return weekday.format(new Date(`${day}T00:00:00Z`))
}

function isYesterday(at: Date, now: Date): boolean {
  const before = new Date(now)
  before.setDate(before.getDate() - 1)
  return at.toDateString() === before.toDateString()
}
