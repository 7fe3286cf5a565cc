/** Times to post at: likely ones, and a day with a time as two fields, all by the reader's own clock. */
export interface Suggestion {
  label: string
  detail: string
  at: Date
}

export interface DayAndTime {
  /** As date fields have it: 2026-01-31. */
  day: string
  /** As time fields have it: 09:00. */
  time: string
}

const SHOWN = 4
const LEAST_MS = 60_000
const MOST_MS = 366 * 86_400_000
const MORNING = 9
const EVENING = 20
const clock = new Intl.DateTimeFormat('en-GB', { weekday: 'short', hour: '2-digit', minute: '2-digit' })

/** Four of them; what is over for today is left out. */
export function likely(now: Date): Suggestion[] {
  const soon = new Date(now.getTime() + 3_600_000)
  soon.setSeconds(0, 0)
  const daysToMonday = (8 - now.getDay()) % 7 || 7
  const all = [
    { label: 'In an hour', at: soon },
    { label: 'This evening', at: onDay(now, 0, EVENING) },
    { label: 'Tomorrow morning', at: onDay(now, 1, MORNING) },
    ...(daysToMonday > 1 ? [{ label: 'On Monday', at: onDay(now, daysToMonday, MORNING) }] : []),
    { label: 'Tomorrow evening', at: onDay(now, 1, EVENING) },
  ]
  const ahead = all.filter(({ at }) => at.getTime() >= soon.getTime())
  return ahead.slice(0, SHOWN).map((one) => ({ ...one, detail: clock.format(one.at) }))
}

function onDay(now: Date, later: number, hour: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + later, hour)
}

export function asFields(at: Date): DayAndTime {
  const two = (number: number): string => String(number).padStart(2, '0')
  return { day: `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`, time: `${two(at.getHours())}:${two(at.getMinutes())}` }
}

/** Null while one of them is empty. */
export function atFields({ day, time }: DayAndTime): Date | null {
  const at = new Date(`${day}T${time}`)
  return day === '' || time === '' || Number.isNaN(at.getTime()) ? null : at
}

/** Why it cannot be then; empty when it can. */
export function timeProblem(at: Date | null, nowMs: number): string {
  if (at === null) return 'Choose a day and a time.'
  const ahead = at.getTime() - nowMs
  if (ahead < LEAST_MS) return 'That is over, or less than a minute away.'
  return ahead > MOST_MS ? 'At most a year ahead.' : ''
}
