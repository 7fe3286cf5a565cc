/** What waits above a list that is being read: nothing of it enters until the reader asks. */
import type { Tweet } from '../api/types'
import { entryOf, type Entry, type TweetList } from './lists.svelte'
import { session } from './session.svelte'
import { tweets } from './tweets.svelte'

/** So many are counted; "40+" from there on. */
export const MOST_COUNTED = 40
const MOST_KEPT = 200
/** One's own tweet comes with the answer to having sent it; from another device it does not. */
const OWN_WAITS_MS = 2_000

export abstract class Arrivals {
  /** Newer than what is shown, newest first. */
  waiting = $state.raw<Entry[]>([])
  /** The entry below the newest ones taken in last, and when: the border of what was read. */
  border = $state.raw<{ id: string; atMs: number } | null>(null)
  /** More than can be put in without leaving a hole. */
  protected tooMany = false

  abstract get list(): TweetList

  /** A tweet was told to be new in this list. An empty list takes it in at once: there is no place to lose. */
  arrive(tweet: Tweet): void {
    const own = session.isMe(tweet.user) && tweet.retweeted_by === null
    if (own) setTimeout(() => this.#wait(entryOf(tweet)), OWN_WAITS_MS)
    else this.#wait(entryOf(tweet))
  }

  #wait(entry: Entry): void {
    const { list } = this
    if (list.status !== 'ready' || this.#isHere(entry.id)) return
    this.waiting = [entry, ...this.waiting].slice(0, MOST_KEPT)
    if (this.waiting.length === MOST_KEPT) this.tooMany = true
    if (list.items.length === 0) void this.take()
  }

  /** Looks for itself, when what was told may have had a hole. */
  async ask(): Promise<void> {
    const { list } = this
    if (list.status !== 'ready') return
    try {
      const { items, hasMore } = await list.peek(MOST_COUNTED)
      const at = items.findIndex((entry) => list.items.some(({ id }) => id === entry.id))
      const missed = (at === -1 ? items : items.slice(0, at)).filter((entry) => !this.#isHere(entry.id))
      if (at === -1 && hasMore && list.items.length > 0) this.tooMany = true
      this.waiting = [...missed, ...this.waiting]
      if (list.items.length === 0) await this.take()
    } catch {
      // The connection's banner tells.
    }
  }

  /** Puts the waiting tweets in. After a long absence, when not all of them are known, the list starts over at its top. */
  async take(): Promise<void> {
    const { list } = this
    if (this.waiting.length === 0) return
    const first = list.items[0]
    const news = this.waiting.filter((entry) => !tweets.gone.has(entry.tweet.id) && !tweets.gone.has(entry.id))
    const all = !this.tooMany
    this.forget()
    if (all) {
      list.prepend(news)
      this.border = first === undefined ? null : { id: first.id, atMs: Date.now() }
    } else await list.again()
  }

  /** One's own new tweet stands at the top at once. */
  enter(entry: Entry): void {
    this.waiting = this.waiting.filter(({ id }) => id !== entry.id)
    if (this.list.status === 'ready') this.list.prepend([entry])
  }

  forget(): void {
    this.waiting = []
    this.border = null
    this.tooMany = false
  }

  #isHere(id: string): boolean {
    return this.list.items.some((entry) => entry.id === id) || this.waiting.some((entry) => entry.id === id)
  }
}

class AboveList extends Arrivals {
  readonly #list: TweetList

  constructor(list: TweetList) {
    super()
    this.#list = list
  }

  get list(): TweetList {
    return this.#list
  }
}

/** What waits above the hashtag or list that is shown. */
class Shown {
  arrivals = $state.raw<Arrivals | null>(null)
  /** By which the node tells of it, as "hashtag:tea". */
  stream = $state.raw<string | null>(null)

  /** For as long as its page stands; it leaves by calling what is given back. */
  show(stream: string, list: TweetList): () => void {
    const arrivals = new AboveList(list)
    this.stream = stream
    this.arrivals = arrivals
    return () => {
      if (this.arrivals !== arrivals) return
      this.arrivals = null
      this.stream = null
    }
  }
}

export const shown = new Shown()
