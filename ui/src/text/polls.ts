/** Polls in numbers and words: shares, who leads, how long it is open. */
import type { Poll } from '../api/types'
import { counted } from './numbers'
import { timeLeft } from './time'

export interface Share {
  title: string
  /** In percent; null while totals are hidden. */
  percent: number | null
  leads: boolean
  own: boolean
}

/** Of several answers each is a share of the people, of single ones of the votes. */
export function sharesOf(poll: Poll): Share[] {
  const counts = poll.options.map((option) => option.vote_count)
  const votes = counts.reduce<number>((sum, count) => sum + (count ?? 0), 0)
  const whole = poll.multiple ? Math.max(poll.voter_count ?? 0, ...counts.map((count) => count ?? 0)) : votes
  const most = Math.max(...counts.map((count) => count ?? 0))
  return poll.options.map(({ title, vote_count: count }, at) => ({
    title,
    percent: count === null ? null : whole === 0 ? 0 : Math.round((count / whole) * 100),
    leads: count !== null && count === most && count > 0,
    own: poll.own_votes.includes(at),
  }))
}

export function isOver(poll: Poll, nowMs: number): boolean {
  return poll.closed || (poll.ends_at !== null && new Date(poll.ends_at).getTime() <= nowMs)
}

/** "214 votes · 5 hours left · you chose Grimsel". */
export function pollLine(poll: Poll, nowMs: number): string {
  const over = isOver(poll, nowMs)
  const totals = poll.multiple ? poll.voter_count : poll.options.some(({ vote_count }) => vote_count === null) ? null : poll.options.reduce((sum, option) => sum + (option.vote_count ?? 0), 0)
  const chosen = poll.own_votes.map((at) => poll.options[at]?.title).filter((title) => title !== undefined)
  return [
    totals === null ? 'Totals are shown when it closes' : poll.multiple ? counted(totals, 'person voted', 'people voted') : counted(totals, 'vote'),
    over ? 'closed' : poll.ends_at === null ? '' : timeLeft(poll.ends_at, nowMs),
    chosen.length === 0 ? '' : `you chose ${inWords(chosen)}`,
  ]
    .filter((part) => part !== '')
    .join(' · ')
}

function inWords(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}
