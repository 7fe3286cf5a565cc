/** Notifications in words: who did what, why it is told, and when it was. */
import type { IconName } from '../components/icons'
import type { Kind, Notification, Poll, StrangerAnswers, Tweet, User } from '../api/types'
import { visibleName } from './handles'
import { counted } from './numbers'

/** One piece of a sentence; a person's name is a link. */
export type Piece = { text: string } | { user: User }

/** `look` names the tint of the glyph. */
export const GLYPHS: Record<Kind, { icon: IconName; look: 'like' | 'retweet' | 'follow' | 'plain' }> = {
  like: { icon: 'heart-on', look: 'like' },
  retweet: { icon: 'retweet', look: 'retweet' },
  quote: { icon: 'quote', look: 'plain' },
  quote_request: { icon: 'quote', look: 'plain' },
  reply: { icon: 'reply', look: 'plain' },
  mention: { icon: 'at', look: 'plain' },
  direct: { icon: 'lock', look: 'plain' },
  follow: { icon: 'user-on', look: 'follow' },
  follow_request: { icon: 'user-on', look: 'follow' },
  poll_ended: { icon: 'poll', look: 'plain' },
  edited: { icon: 'pen', look: 'plain' },
  bell: { icon: 'bell-on', look: 'follow' },
  scheduled_failed: { icon: 'warn', look: 'plain' },
}

/** Somebody's words to the reader stand there whole. */
const WHOLE: readonly Kind[] = ['reply', 'mention', 'direct', 'bell']

export function isWhole(one: Notification): one is Notification & { tweet: Tweet } {
  return WHOLE.includes(one.kind) && one.tweet !== null
}

/** What stands above a whole tweet. */
export function contextOf(kind: Kind): string {
  const words: Partial<Record<Kind, string>> = { reply: 'Answered you', mention: 'Named you', direct: 'Wrote to you alone', bell: 'You asked to be told' }
  return words[kind] ?? ''
}

/** "Ada Okafor and 11 others liked your tweet". `isMe` tells whose poll it was. */
export function sentence(one: Notification, isMe: (user: User) => boolean): Piece[] {
  if (one.kind === 'poll_ended') return [{ text: one.tweet !== null && isMe(one.tweet.user) ? 'Your poll has ended' : 'A poll you voted in has ended' }]
  if (one.kind === 'scheduled_failed') return [{ text: 'Your scheduled tweet could not be posted. It is among your drafts.' }]
  const several = one.user_count > 1
  return [...names(one), { text: ` ${verb(one, several)}` }]
}

function names({ users, user_count }: Notification): Piece[] {
  const [first, second] = users
  if (first === undefined) return [{ text: user_count > 1 ? `${counted(user_count, 'person', 'people')}` : 'Somebody' }]
  if (user_count === 2 && second !== undefined) return [{ user: first }, { text: ' and ' }, { user: second }]
  return user_count > 1 ? [{ user: first }, { text: ` and ${counted(user_count - 1, 'other')}` }] : [{ user: first }]
}

function verb({ kind, tweet }: Notification, several: boolean): string {
  switch (kind) {
    case 'like':
      return 'liked your tweet'
    case 'retweet':
      return 'retweeted your tweet'
    case 'quote':
      return 'quoted your tweet'
    case 'quote_request':
      return 'asks to quote your tweet'
    case 'follow':
      return several ? 'follow you' : 'follows you'
    case 'follow_request':
      return several ? 'ask to follow you' : 'asks to follow you'
    case 'edited':
      return `edited a tweet you ${tweet?.is_liked ? 'liked' : tweet?.is_retweeted ? 'retweeted' : 'answered or quoted'}`
    case 'reply':
      return 'answered you'
    case 'mention':
      return 'named you'
    case 'direct':
      return 'wrote to you'
    case 'bell':
      return 'has written something'
    default:
      return 'did something that concerns you'
  }
}

/** The sentence and what it is about, for listeners. */
export function spoken(one: Notification, isMe: (user: User) => boolean): string {
  const words = sentence(one, isMe).map((piece) => ('user' in piece ? visibleName(piece.user) : piece.text)).join('')
  return one.tweet === null ? words : `${words}: ${one.tweet.content_warning || one.tweet.content}`
}

/** "Grimsel won with 46 %", "Grimsel and Furka are even". */
export function outcome(poll: Poll): { won: string; rest: string } | null {
  const votes = poll.options.map(({ vote_count }) => vote_count ?? 0)
  const sum = votes.reduce((one, other) => one + other, 0)
  const most = Math.max(...votes)
  if (sum === 0) return null
  const best = poll.options.filter((_, at) => votes[at] === most).map(({ title }) => title)
  if (best.length > 1) return { won: best.join(' and '), rest: 'are even' }
  return { won: best[0] ?? '', rest: `won with ${Math.round((most / sum) * 100)} %` }
}

/** Under which heading it stands: 0 new, 1 today, 2 yesterday, 3 before. */
export function dayOf(one: { read: boolean; created_at: string }, nowMs: number): number {
  if (!one.read) return 0
  const midnight = new Date(nowMs)
  midnight.setHours(0, 0, 0, 0)
  const at = new Date(one.created_at).getTime()
  if (at >= midnight.getTime()) return 1
  midnight.setDate(midnight.getDate() - 1)
  return at >= midnight.getTime() ? 2 : 3
}

export const DAYS = ['New', 'Earlier today', 'Yesterday', 'Earlier'] as const

/** In order, under headings that only go on: something unread far below does not jump up. */
export function byDay<T extends { read: boolean; created_at: string }>(all: readonly T[], nowMs: number): { day: number; items: T[] }[] {
  const days: { day: number; items: T[] }[] = []
  for (const one of all) {
    const day = Math.max(days.at(-1)?.day ?? 0, dayOf(one, nowMs))
    const last = days.at(-1)
    if (last?.day === day) last.items.push(one)
    else days.push({ day, items: [one] })
  }
  return days
}

/** As the settings name them. */
export const KINDS: readonly { kind: Kind; label: string; detail: string }[] = [
  { kind: 'reply', label: 'Answers', detail: 'Somebody answers your tweet.' },
  { kind: 'mention', label: 'Mentions', detail: 'Somebody writes your handle.' },
  { kind: 'direct', label: 'Messages', detail: 'A tweet for named people, and you are one of them.' },
  { kind: 'quote', label: 'Quotes', detail: 'Your tweet stands inside somebody else’s.' },
  { kind: 'quote_request', label: 'Requests to quote', detail: 'Where you decide who may.' },
  { kind: 'follow', label: 'New followers', detail: 'Told together when there are many.' },
  { kind: 'follow_request', label: 'Requests to follow', detail: 'Where you approve followers by hand.' },
  { kind: 'like', label: 'Likes', detail: 'All likes of one tweet are told as one.' },
  { kind: 'retweet', label: 'Retweets', detail: 'All retweets of one tweet are told as one.' },
  { kind: 'bell', label: 'Bells', detail: 'New tweets of people whose bell is on.' },
  { kind: 'poll_ended', label: 'Ended polls', detail: 'Your own, and those you voted in.' },
  { kind: 'scheduled_failed', label: 'Scheduled tweets', detail: 'What could not be posted at its time.' },
  { kind: 'edited', label: 'Edits', detail: 'A tweet you liked, shared or answered was changed.' },
]

export const STRANGERS: readonly { question: keyof StrangerAnswers; label: string }[] = [
  { question: 'not_following', label: 'People you do not follow' },
  { question: 'not_followers', label: 'People who do not follow you' },
  { question: 'new_accounts', label: 'Accounts younger than 30 days' },
  { question: 'private_mentions', label: 'Messages from strangers' },
  { question: 'limited_accounts', label: 'People this node has silenced' },
]

export const ANSWERS = [
  { value: 'accept', label: 'Tell me' },
  { value: 'filter', label: 'Hold back' },
  { value: 'drop', label: 'Never' },
] as const
