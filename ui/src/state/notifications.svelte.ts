/** What one is told of: how much is unread, the lists of it, and what waits above them. */
import { asProblem } from '../api/problems'
import * as api from '../api/notifications'
import type { Kind, Notification, NotificationPage } from '../api/types'
import { PagedList } from './lists.svelte'
import { people } from './people.svelte'
import { session } from './session.svelte'
import { toasts } from './toasts.svelte'
import { tweets } from './tweets.svelte'

/** The tabs of the page, each with the kinds it shows. */
export const TABS = {
  all: null,
  mentions: ['reply', 'mention', 'quote', 'direct'],
  follows: ['follow', 'follow_request'],
} as const satisfies Record<string, readonly Kind[] | null>
export type NotificationTab = keyof typeof TABS

/** Somebody wants something of the reader: these light the window's badge. */
export const SPEAKING: readonly Kind[] = ['reply', 'mention', 'quote', 'direct', 'follow_request', 'quote_request']
const COUNT_AFTER_MS = 300
const SEEN_AFTER_MS = 800

class Notifications {
  unread = $state(0)
  /** Of these, those that speak to the reader. */
  speaking = $state(0)
  /** Came while the list was being read, newest first. */
  waiting = $state.raw<Notification[]>([])
  /** Lists are asked for again by whoever shows one when they begin anew. */
  #begun = $state(0)
  #lists = new Map<NotificationTab, PagedList<Notification>>()
  /** By the newest thing in it: a group that has grown since is unread again. */
  #seen = new Set<string>()
  #unmarked: Notification[] = []
  #counting: ReturnType<typeof setTimeout> | undefined
  #marking: ReturnType<typeof setTimeout> | undefined
  #told = new Set<() => void>()

  constructor() {
    session.whenChanged(() => this.#forget())
  }

  list(tab: NotificationTab): PagedList<Notification> {
    void this.#begun
    const known = this.#lists.get(tab)
    if (known !== undefined) return known
    const list = new PagedList<Notification>(async (query) => {
      const page = await api.notifications(TABS[tab], query)
      if (tab === 'all') this.#counted(page.unread_count)
      return { items: page.notifications.map(kept), pagination: page.pagination }
    })
    this.#lists.set(tab, list)
    return list
  }

  /** From here on it is read anew. */
  begin(): void {
    this.#begun += 1
    this.#lists.clear()
    this.waiting = []
  }

  /** What waits for one tab. */
  waitingFor(tab: NotificationTab): Notification[] {
    const kinds: readonly Kind[] | null = TABS[tab]
    return kinds === null ? this.waiting : this.waiting.filter(({ kind }) => kinds.includes(kind))
  }

  /** Puts in what waits: a group that has grown moves up. */
  take(tab: NotificationTab): void {
    const news = this.waitingFor(tab)
    const list = this.list(tab)
    for (const { id } of news) list.remove(id)
    list.prepend(news)
    this.waiting = this.waiting.filter((one) => !news.includes(one))
  }

  /** Asks how much is unread. Nothing is told when that fails: the next turn asks again. */
  async count(): Promise<void> {
    clearTimeout(this.#counting)
    if (session.user === null) return
    try {
      const [unread, speaking] = await Promise.all([api.unread(null), api.unread(SPEAKING)])
      this.show(unread, speaking)
    } catch {
      // The connection's banner tells.
    }
  }

  /** Also from another page of this browser, which has asked. */
  show(unread: number, speaking: number): void {
    if (this.unread === unread && this.speaking === speaking) return
    this.unread = unread
    this.speaking = speaking
    for (const run of this.#told) run()
  }

  /** Runs when the numbers are others. */
  whenCounted(run: () => void): void {
    this.#told.add(run)
  }

  /** Told while it happens. */
  hear(told: Notification): void {
    const one = kept(told)
    this.waiting = [one, ...this.waiting.filter(({ id }) => id !== one.id)]
    for (const [tab, list] of this.#lists) {
      if (list.status === 'ready' && list.items.length === 0 && this.waitingFor(tab).length > 0) this.take(tab)
    }
    if (!one.read && this.unread === 0) this.show(1, SPEAKING.includes(one.kind) ? 1 : 0)
    this.countSoon()
  }

  /** Read on another page or device; what was read here keeps its wash for this visit. */
  heardRead(id: string): void {
    if (!this.#seen.has(id)) this.#change((one) => (one.newest_id === id ? { ...one, read: true } : one))
    this.countSoon()
  }

  countSoon(): void {
    clearTimeout(this.#counting)
    this.#counting = setTimeout(() => void this.count(), COUNT_AFTER_MS)
  }

  /** It stood before the reader's eyes. Its wash stays for this visit; the node is told a moment later. */
  see(one: Notification): void {
    if (this.isSeen(one)) return
    this.#seen.add(one.newest_id)
    this.#unmarked.push(one)
    this.show(Math.max(0, this.unread - 1), Math.max(0, this.speaking - Number(SPEAKING.includes(one.kind))))
    clearTimeout(this.#marking)
    this.#marking = setTimeout(() => void this.#mark(), SEEN_AFTER_MS)
  }

  isSeen(one: Notification): boolean {
    return one.read || this.#seen.has(one.newest_id)
  }

  /** The page is left: what was seen is no longer new when one comes back. */
  leave(): void {
    this.#change((one) => (this.#seen.has(one.newest_id) ? { ...one, read: true } : one))
  }

  async readAll(): Promise<void> {
    const before = [this.unread, this.speaking] as const
    this.show(0, 0)
    try {
      await api.readAll(null)
      this.#seen.clear()
      this.#change((one) => ({ ...one, read: true }))
      toasts.say('All read', { icon: 'check' })
    } catch (thrown) {
      this.show(...before)
      toasts.say(`Not marked as read. ${asProblem(thrown).message}`, { icon: 'warn' })
    }
  }

  /** Out of sight here; the node knows already. */
  forget(one: Notification): void {
    for (const list of this.#lists.values()) list.remove(one.id)
    this.waiting = this.waiting.filter(({ id }) => id !== one.id)
    this.countSoon()
  }

  async drop(one: Notification): Promise<void> {
    const before = [...this.#lists.values()].map((list) => [list, list.items] as const)
    this.forget(one)
    try {
      await api.drop(one.id)
    } catch (thrown) {
      if (asProblem(thrown).status !== 404) {
        for (const [list, items] of before) list.items = items
        toasts.say(`Still here. ${asProblem(thrown).message}`, { icon: 'warn' })
      }
    }
    this.countSoon()
  }

  /** One after the other: a page of them is a handful. Where everything was seen, one request says so. */
  async #mark(): Promise<void> {
    const seen = this.#unmarked.splice(0)
    try {
      const newest = seen.map(({ newest_id }) => newest_id).sort(byAge).at(-1)
      if (seen.length > 1 && this.unread === 0 && newest !== undefined) await api.readAll(newest)
      else for (const { id } of seen) await api.read(id).catch((thrown: unknown) => this.#unless404(thrown))
    } catch {
      // Unread still; seen again, it is tried again.
      for (const { newest_id } of seen) this.#seen.delete(newest_id)
    }
    this.countSoon()
  }

  #unless404(thrown: unknown): void {
    if (asProblem(thrown).status !== 404) throw thrown
  }

  #counted(unread: number): void {
    if (unread !== this.unread) this.countSoon()
  }

  #change(change: (one: Notification) => Notification): void {
    for (const list of this.#lists.values()) list.change(change)
    this.waiting = this.waiting.map(change)
  }

  #forget(): void {
    clearTimeout(this.#counting)
    clearTimeout(this.#marking)
    this.#lists.clear()
    this.#seen.clear()
    this.#unmarked = []
    this.waiting = []
    this.unread = 0
    this.speaking = 0
  }
}

/** People and tweets as they stand everywhere else. */
function kept(one: NotificationPage['notifications'][number]): Notification {
  return { ...one, kind: one.kind as Kind, users: one.users.map((user) => people.keep(user)), tweet: one.tweet === null ? null : tweets.keep(one.tweet) }
}

/** Ids are numbers too long for numbers. */
function byAge(one: string, other: string): number {
  return one.length - other.length || (one < other ? -1 : Number(one !== other))
}

export const notifications = new Notifications()
