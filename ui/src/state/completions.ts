/** What a word may become: people, hashtags and emoji; first what this page has seen, then what the node finds. */
import { ask } from '../api/client'
import { followedTags } from '../api/hashtags'
import { search } from '../api/people'
import type { User } from '../api/types'
import type { Word } from '../text/completing'
import { found as foundEmoji } from '../text/emoji'
import { visibleName } from '../text/handles'
import { people } from './people.svelte'
import { tweets } from './tweets.svelte'

export interface Completion {
  /** What is written instead of the word. */
  text: string
  title: string
  detail: string
  user?: User
  emoji?: string
}

const MOST = 6
const FOLLOWED_MOST = 100
let followed: Promise<string[]> | null = null

export function known({ kind, query }: Word): Completion[] {
  const wanted = query.toLowerCase()
  switch (kind) {
    case 'person':
      return ranked(people.seen().filter((user) => fits(user, wanted))).slice(0, MOST)
    case 'tag':
      return tagged(tweets.hashtags(), wanted)
    case 'emoji':
      return foundEmoji(query, MOST).map(({ text, name }) => ({ text, title: name, detail: '', emoji: text }))
  }
}

/** What is known with what the node adds. Without an answer it is what is known. */
export async function asked(word: Word): Promise<Completion[]> {
  const first = known(word)
  const more = word.kind === 'person' ? peopleFound(word.query) : word.kind === 'tag' ? tagsFound(word.query.toLowerCase()) : Promise.resolve([])
  return distinct([...first, ...(await more.catch(() => []))]).slice(0, MOST)
}

async function peopleFound(query: string): Promise<Completion[]> {
  const { users } = await search(query, { limit: MOST })
  return ranked(users.map((user) => people.keep(user)))
}

async function tagsFound(query: string): Promise<Completion[]> {
  followed ??= followedTags({ limit: FOLLOWED_MOST }).then(({ hashtags }) => hashtags.map(({ tag }) => tag))
  const mine = followed.catch(() => ((followed = null), []))
  const everybodys = ask<{ hashtags?: { tag: string }[] }>('GET', `/api/search/hashtags?${new URLSearchParams({ q: query, limit: String(MOST) })}`)
  const all = await Promise.all([mine, everybodys.then(({ hashtags }) => (hashtags ?? []).map(({ tag }) => tag)).catch(() => [])])
  return tagged(all.flat(), query)
}

function tagged(tags: readonly string[], wanted: string): Completion[] {
  const fitting = tags.filter((tag) => tag.toLowerCase().startsWith(wanted) && tag.toLowerCase() !== wanted)
  return [...new Set(fitting)].slice(0, MOST).map((tag) => ({ text: `#${tag}`, title: `#${tag}`, detail: '' }))
}

function fits(user: User, wanted: string): boolean {
  const names = [user.handle.slice(1), ...visibleName(user).split(/\s+/)]
  return names.some((name) => name.toLowerCase().startsWith(wanted))
}

/** Those one follows first. */
function ranked(users: readonly User[]): Completion[] {
  const near = (user: User): number => (user.relationship?.following ? 0 : 1)
  return [...users].sort((one, other) => near(one) - near(other)).map((user) => ({ text: user.handle, title: visibleName(user), detail: user.handle, user }))
}

function distinct(all: readonly Completion[]): Completion[] {
  return [...new Map(all.map((one) => [one.text, one])).values()]
}
