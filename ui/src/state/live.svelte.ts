/** The one line on which the node tells what happens: held open while somebody looks, taken up again where it broke. */
import { openStream, readTold, type Told } from '../api/stream'
import { shown } from './arrivals.svelte'
import { connection } from './connection.svelte'
import { home } from './home.svelte'
import { notifications } from './notifications.svelte'
import { session } from './session.svelte'
import { tweets } from './tweets.svelte'

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 60_000
/** A line that held so long was a good one: the next break is a first one again. */
const GOOD_AFTER_MS = 30_000
/** A page nobody looks at gives its line back after a while. */
const HIDDEN_FOR_MS = 300_000
/** Pages of one browser share a handful of connections: those behind let go when another one opens its own. */
const CHANNEL = 'nodeapp.live'

const ALWAYS = ['home', 'notifications']

type Word = { kind: 'opened' } | { kind: 'counted'; user: string; unread: number; speaking: number }

class Live {
  #wanted: readonly string[] = []
  #source: EventSource | null = null
  /** The place up to which everything was told. */
  #place: string | null = null
  /** Breaks since the line was last good. */
  #breaks = 0
  /** The node said not to come again as who we are. */
  #turnedAway = false
  #retry: ReturnType<typeof setTimeout> | undefined
  #good: ReturnType<typeof setTimeout> | undefined
  #rest: ReturnType<typeof setTimeout> | undefined
  #others = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(CHANNEL)

  constructor() {
    document.addEventListener('visibilitychange', () => this.#looked())
    addEventListener('pagehide', () => this.#hangUp())
    addEventListener('pageshow', (event) => event.persisted && this.#open())
    connection.whenBack(() => this.#open())
    session.whenChanged(() => {
      this.#place = null
      this.#breaks = 0
      this.#turnedAway = false
      this.#wanted = []
      this.#hangUp()
    })
    notifications.whenCounted(() => this.#say({ kind: 'counted', user: session.user?.id ?? '', unread: notifications.unread, speaking: notifications.speaking }))
    this.#others?.addEventListener('message', ({ data }) => this.#hearOther(data as Word))
  }

  /** Streams by their names, as "home" and "hashtag:tea". What comes while they are changed is told after it. */
  listen(streams: readonly string[]): void {
    if (streams.join() === this.#wanted.join()) return
    this.#wanted = streams
    this.#hangUp()
    if (!document.hidden) this.#open()
  }

  #open(): void {
    clearTimeout(this.#retry)
    if (this.#wanted.length === 0 || this.#turnedAway || this.#source !== null || typeof EventSource === 'undefined') return
    const source = openStream(this.#wanted, this.#place)
    this.#source = source
    source.onmessage = ({ data, lastEventId }: MessageEvent) => {
      if (lastEventId !== '') this.#place = lastEventId
      const told = readTold(data)
      if (told !== null && source === this.#source) this.#hear(told)
    }
    let triedItself = false
    source.onopen = () => (triedItself = false)
    source.onerror = () => {
      connection.live = false
      clearTimeout(this.#good)
      // Once the browser comes back by itself: it alone knows how far the silent beats have led.
      if (source.readyState === EventSource.CONNECTING && !triedItself) triedItself = true
      else this.#later()
      this.#probe()
    }
    this.#say({ kind: 'opened' })
  }

  /** Lets go, and comes back after a wait that doubles and is never the same for two. */
  #later(): void {
    this.#hangUp()
    const most = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#breaks)
    this.#breaks += 1
    this.#retry = setTimeout(() => !document.hidden && this.#open(), most / 2 + (Math.random() * most) / 2)
  }

  #hangUp(): void {
    clearTimeout(this.#retry)
    clearTimeout(this.#good)
    this.#source?.close()
    this.#source = null
    connection.live = false
  }

  #hear(told: Told): void {
    switch (told.kind) {
      case 'open':
        return this.#opened(told.payload.resumed)
      case 'tweet':
        if (told.streams.includes('home')) home.arrive(told.payload)
        // One more at most is listened to; the node may spell its name in its own way.
        if (told.streams.some((name) => !ALWAYS.includes(name))) shown.arrivals?.arrive(told.payload)
        return
      case 'edit':
        return tweets.update(told.payload)
      case 'delete':
        return tweets.takeAway(told.payload.id)
      case 'notification':
        return notifications.hear(told.payload)
      case 'read':
        return notifications.heardRead(told.payload.id)
      case 'gap':
        return this.#catchUp()
      case 'closed':
        return this.#closed(told.payload.again)
    }
  }

  #opened(resumed: boolean): void {
    connection.live = true
    connection.reached(true)
    this.#good = setTimeout(() => (this.#breaks = 0), GOOD_AFTER_MS)
    // Between the page's first reading and now something may have come.
    if (!resumed) this.#catchUp()
  }

  /** Reads quietly what was not told: it waits above the lists, and nothing moves. */
  #catchUp(): void {
    void home.ask()
    void shown.arrivals?.ask()
    void notifications.count()
  }

  #closed(again: boolean): void {
    if (again) return this.#later()
    this.#turnedAway = true
    this.#hangUp()
    this.#probe()
  }

  /** Asks something small: it tells whether the node answers, and whether one is signed in. */
  #probe(): void {
    if (!document.hidden) void notifications.count()
  }

  #looked(): void {
    clearTimeout(this.#rest)
    if (document.hidden) this.#rest = setTimeout(() => this.#hangUp(), HIDDEN_FOR_MS)
    else this.#open()
  }

  #say(word: Word): void {
    this.#others?.postMessage(word)
  }

  #hearOther(word: Word): void {
    if (!document.hidden) return
    if (word.kind === 'opened') this.#hangUp()
    else if (word.user === session.user?.id) notifications.show(word.unread, word.speaking)
  }
}

/** What the page that is shown should hear of. */
export function streamsFor(signedIn: boolean, stream: string | null): string[] {
  return [...(signedIn ? ALWAYS : []), ...(stream === null ? [] : [stream])]
}

export const live = new Live()
