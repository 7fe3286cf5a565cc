/** Home: the reader's own timeline in one of two orders, and what waits above it. */
import type { PageQuery } from '../api/people'
import { newerHome, rankedHome, timeline } from '../api/timelines'
import type { Tweet, TweetPage } from '../api/types'
import { Arrivals, MOST_COUNTED } from './arrivals.svelte'
import { connection } from './connection.svelte'
import { entriesOf, forgetList, tweetList, type TweetList } from './lists.svelte'
import { session } from './session.svelte'
import { keep, kept } from './storage'

const ASK_EVERY_MS = 10_000
/** While the node tells by itself it is asked only to be sure. */
const MAKE_SURE_EVERY_MS = 60_000

export type Order = 'latest' | 'ranked'

class Home extends Arrivals {
  /** Remembered in this browser. */
  order = $state<Order>(kept<Order>('home.order') === 'ranked' ? 'ranked' : 'latest')
  #why = new Map<string, string>()
  #etag: string | null = null
  #newest: string | null = null
  #asking = false
  #askedMs = 0

  constructor() {
    super()
    setInterval(() => {
      if (!connection.live || Date.now() - this.#askedMs >= MAKE_SURE_EVERY_MS) void this.ask()
    }, ASK_EVERY_MS)
    document.addEventListener('visibilitychange', () => void this.ask())
    connection.whenBack(() => void this.ask())
    session.whenChanged(() => {
      this.#why.clear()
      this.forget()
    })
  }

  get list(): TweetList {
    if (this.order === 'latest') return tweetList('home', (query) => timeline('home', query))
    return tweetList('ranked', (query) => this.#ranked(query))
  }

  choose(order: Order): void {
    if (this.order === order) return
    this.order = order
    keep('home.order', order === 'latest' ? null : order)
    this.forget()
    forgetList('ranked')
  }

  /** Why a tweet stands where it does; null where it is simply the newest. */
  why(tweet: Tweet): string | null {
    return this.order === 'ranked' ? (this.#why.get(tweet.id) ?? null) : null
  }

  override arrive(tweet: Tweet): void {
    this.#newest = later(this.#newest ?? this.list.newest, tweet.entry_id)
    super.arrive(tweet)
  }

  /** Asks for newer tweets, unless nobody looks. An empty home takes them in at once: there is no place to lose. */
  override async ask(): Promise<void> {
    const list = this.list
    if (document.hidden || session.user === null || this.#asking || list.status !== 'ready') return
    this.#asking = true
    this.#askedMs = Date.now()
    try {
      const news = await newerHome(list.newest, this.#etag, MOST_COUNTED)
      if (news === null || list !== this.list) return
      this.#etag = news.etag
      const found = entriesOf(news.page)
      const here = new Set(list.items.map((entry) => entry.id))
      const told = this.waiting.filter((entry) => found.every(({ id }) => id !== entry.id))
      this.waiting = [...found, ...told].filter((entry) => !here.has(entry.id))
      this.#newest = news.page.pagination.newest
      this.tooMany = news.page.pagination.has_more && list.newest !== null
      if (list.items.length === 0) await this.take()
    } catch {
      // The connection's banner tells; the next turn asks again.
    } finally {
      this.#asking = false
    }
  }

  /** The newest are put in above; where the best stand first, all are put in order anew. */
  override async take(): Promise<void> {
    if (this.waiting.length === 0) return
    if (this.order === 'ranked') this.tooMany = true
    if (!this.tooMany) this.list.newest = this.#newest ?? this.list.newest
    await super.take()
  }

  override forget(): void {
    super.forget()
    this.#etag = null
    this.#newest = null
  }

  /** With the place below which everything is in this order already: what comes above it is new. */
  async #ranked(query: PageQuery): Promise<TweetPage> {
    const top = query.cursor === undefined ? await newerHome(null, null, 1) : null
    const page = await rankedHome(query)
    for (const tweet of page.tweets) this.#why.set(tweet.id, tweet.why.sentence)
    return { tweets: page.tweets, pagination: { ...page.pagination, newest: top?.page.pagination.newest ?? null } }
  }
}

/** Ids are numbers too long for numbers. */
function later(one: string | null, other: string): string {
  if (one === null || one.length !== other.length) return one !== null && one.length > other.length ? one : other
  return one > other ? one : other
}

export const home = new Home()
