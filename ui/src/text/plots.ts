/** Plots: where points stand, what the axis says, how a number stands to the one before. */
import { exact } from './numbers'

export interface Frame {
  width: number
  height: number
  /** Room for the numbers of the axis. */
  start: number
  bottom: number
  top: number
}

/** Round numbers from nothing to at least the most, four steps at most; what is counted is whole. */
export function ticks(most: number): number[] {
  const wanted = Math.max(1, most) / 3
  const power = 10 ** Math.floor(Math.log10(wanted))
  const step = Math.max(1, ([1, 2, 5, 10].find((factor) => factor * power >= wanted) ?? 10) * power)
  const all = [0]
  while ((all.at(-1) ?? 0) < Math.max(1, most)) all.push((all.at(-1) ?? 0) + step)
  return all
}

export function xOf(at: number, count: number, frame: Frame): number {
  return count < 2 ? frame.start : frame.start + (at / (count - 1)) * (frame.width - frame.start - 6)
}

export function yOf(value: number, top: number, frame: Frame): number {
  const high = frame.height - frame.bottom - frame.top
  return frame.height - frame.bottom - (value / top) * high
}

/** A line through all points, as the `d` of a path. */
export function line(values: readonly number[], top: number, frame: Frame): string {
  return values.map((value, at) => `${at === 0 ? 'M' : 'L'}${xOf(at, values.length, frame).toFixed(1)} ${yOf(value, top, frame).toFixed(1)}`).join('')
}

/** The ground below the line. */
export function area(values: readonly number[], top: number, frame: Frame): string {
  const floor = frame.height - frame.bottom
  return `${line(values, top, frame)}L${xOf(values.length - 1, values.length, frame).toFixed(1)} ${floor}L${frame.start} ${floor}Z`
}

/** Against the span before, in words and without blame: "12 more than before", "3 fewer than before". */
export function against(now: number, before: number): string {
  if (now === before) return before === 0 ? 'none so far' : 'as many as before'
  return now > before ? `${exact(now - before)} more than before` : `${exact(before - now)} fewer than before`
}

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })

/** "12 Oct", of a day that the node counts in UTC. */
export function dayName(iso: string): string {
  return day.format(new Date(`${iso}T00:00:00Z`))
}
