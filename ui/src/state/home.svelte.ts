/** Home: the reader's own timeline, and what waits above it. */
import { newerHome, timeline } from '../api/timelines'
import { connection } from './connection.svelte'
import { entriesOf, tweetList, type Entry } from './lists.svelte'
import { session } from './session.svelte'
import { tweets } from './tweets.svelte'

const ASK_EVERY_MS = 10_000
const ASK_LIMIT = 40

class Home {
  /** Newer than what is shown, newest first. They wait until the reader asks for them. */
  waiting = $state.raw<Entry[]>([])
  /** The entry below the newest ones taken in last, and when: the border of what was read. */
  border = $state.raw<{ id: string; atMs: number } | null>(null)
  #etag: string | null = null
  #newest: string | null = null
  #tooMany = false
  #asking = false

  constructor() {
    setInterval(() => void this.ask(), ASK_EVERY_MS)
    document.addEventListener('visibilitychange', () => void this.ask())
    connection.whenBack(() => void this.ask())
    session.whenChanged(() => this.#forget())
  }

  get list() {
    return tweetList('home', (query) => timeline('home', query))
  }

  /** Asks for newer tweets, unless nobody looks. An empty home takes them in at once: there is no place to lose. */
  async ask(): Promise<void> {
    const list = this.list
    if (document.hidden || session.user === null || this.#asking || list.status !== 'ready') return
    this.#asking = true
    try {
      const news = await newerHome(list.newest, this.#etag, ASK_LIMIT)
      if (news === null) return
      this.#etag = news.etag
      const shown = new Set(list.items.map((entry) => entry.id))
      this.waiting = entriesOf(news.page).filter((entry) => !shown.has(entry.id))
      this.#newest = news.page.pagination.newest
      this.#tooMany = news.page.pagination.has_more && list.newest !== null
      if (list.items.length === 0) await this.take()
    } catch {
      // The connection's banner tells; the next turn asks again.
    } finally {
      this.#asking = false
    }
  }

  /** Puts the waiting tweets in. After a long absence, when not all of them could be fetched, home starts over at its top. */
  async take(): Promise<void> {
    const list = this.list
    if (this.waiting.length === 0) return
    const first = list.items[0]
    const news = this.waiting.filter((entry) => !tweets.gone.has(entry.tweet.id))
    this.waiting = []
    this.#etag = null
    if (this.#tooMany) {
      this.border = null
      await list.again()
      return
    }
    list.prepend(news)
    list.newest = this.#newest ?? list.newest
    this.border = first === undefined ? null : { id: first.id, atMs: Date.now() }
  }

  /** One's own new tweet stands at the top at once. */
  enter(entry: Entry): void {
    if (this.list.status === 'ready') this.list.prepend([entry])
  }

  #forget(): void {
    this.waiting = []
    this.border = null
    this.#etag = null
    this.#newest = null
  }
}

export const home = new Home()
