/** Lists that grow at their end: one page after the other, each thing once, nothing lost when a page fails. */
import { asProblem, type Problem } from '../api/problems'
import type { PageQuery } from '../api/people'
import type { Pagination, Tweet, TweetPage, User, UserPage } from '../api/types'
import { people } from './people.svelte'
import { session } from './session.svelte'
import { tweets } from './tweets.svelte'

export interface Entry {
  /** The tweet's own id, or its retweet's. */
  id: string
  tweet: Tweet
  retweetedBy: User | null
}

interface Batch<T> {
  items: T[]
  pagination: Pagination
}

const PAGE = 30

export class PagedList<T extends { id: string }> {
  items = $state.raw<T[]>([])
  status = $state<'fresh' | 'loading' | 'ready'>('fresh')
  problem = $state.raw<Problem | null>(null)
  hasMore = $state(true)
  newest: string | null = null
  #cursor: string | null = null
  #load: (query: PageQuery) => Promise<Batch<T>>
  #generation = 0

  constructor(load: (query: PageQuery) => Promise<Batch<T>>) {
    this.#load = load
  }

  /** The first page, unless it is here already. */
  async begin(): Promise<void> {
    if (this.status === 'fresh') await this.more()
  }

  /** The next page. One at a time; a failure keeps what is there and is told in `problem`. */
  async more(limit = PAGE): Promise<void> {
    if (this.status === 'loading' || !this.hasMore) return
    const generation = this.#generation
    this.status = 'loading'
    this.problem = null
    try {
      const query = this.#cursor === null ? { limit } : { limit, cursor: this.#cursor }
      const { items, pagination } = await this.#load(query)
      if (generation !== this.#generation) return
      this.newest ??= pagination.newest
      this.items = withoutDoubles([...this.items, ...items])
      this.#cursor = pagination.cursor
      this.hasMore = pagination.has_more && pagination.cursor !== null
      this.status = 'ready'
    } catch (thrown) {
      if (generation !== this.#generation) return
      this.problem = asProblem(thrown)
      this.status = this.items.length === 0 ? 'fresh' : 'ready'
    }
  }

  /** Forgets everything and starts over. */
  async again(): Promise<void> {
    this.#generation += 1
    this.items = []
    this.status = 'fresh'
    this.problem = null
    this.hasMore = true
    this.newest = null
    this.#cursor = null
    await this.more()
  }

  /** The newest, as they are now, without touching what is shown. */
  async peek(limit: number): Promise<{ items: T[]; hasMore: boolean }> {
    const { items, pagination } = await this.#load({ limit })
    return { items, hasMore: pagination.has_more }
  }

  prepend(items: T[]): void {
    this.items = withoutDoubles([...items, ...this.items])
    if (this.status === 'fresh') this.status = 'ready'
  }

  remove(id: string): void {
    this.items = this.items.filter((item) => item.id !== id)
  }

  /** Changes in place what is shown already. */
  change(change: (item: T) => T): void {
    this.items = this.items.map(change)
  }
}

export type TweetList = PagedList<Entry>
export type PeopleList = PagedList<User>

export function entryOf(tweet: Tweet): Entry {
  return { id: tweet.entry_id, tweet: tweets.keep(tweet), retweetedBy: tweet.retweeted_by === null ? null : people.keep(tweet.retweeted_by) }
}

export function entriesOf(page: { tweets: Tweet[] }): Entry[] {
  return page.tweets.map(entryOf)
}

/** Tweet lists of this visit by name, the least used forgotten, so that "back" finds the list as it was left. */
const LISTS_KEPT = 16
const listsByName = new Map<string, TweetList>()

export function tweetList(name: string, load: (query: PageQuery) => Promise<TweetPage>): TweetList {
  const known = listsByName.get(name)
  listsByName.delete(name)
  const list =
    known ??
    new PagedList<Entry>(async (query) => {
      const page = await load(query)
      return { items: entriesOf(page), pagination: page.pagination }
    })
  listsByName.set(name, list)
  const oldest = listsByName.keys().next()
  if (listsByName.size > LISTS_KEPT && !oldest.done) listsByName.delete(oldest.value)
  return list
}

/** The next visit loads this list anew. */
export function forgetList(name: string): void {
  listsByName.delete(name)
}

export function peopleList(load: (query: PageQuery) => Promise<UserPage>): PeopleList {
  return new PagedList<User>(async (query) => {
    const page = await load(query)
    return { items: page.users.map((user) => people.keep(user)), pagination: page.pagination }
  })
}

function withoutDoubles<T extends { id: string }>(items: T[]): T[] {
  return [...new Map(items.map((item) => [item.id, item])).values()]
}

session.whenChanged(() => {
  listsByName.clear()
  tweets.forgetAll()
  people.forgetAll()
})
