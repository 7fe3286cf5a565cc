import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Told } from '../src/api/stream'
import { shown } from '../src/state/arrivals.svelte'
import { connection } from '../src/state/connection.svelte'
import { home } from '../src/state/home.svelte'
import { forgetList } from '../src/state/lists.svelte'
import { live, streamsFor } from '../src/state/live.svelte'
import { notifications } from '../src/state/notifications.svelte'
import { session } from '../src/state/session.svelte'
import { tweets } from '../src/state/tweets.svelte'
import { aNode, aNotification, aTweet, aUser, json, MIRA, NODE, type Asked } from './builders'

// Before home is made, which asks by the clock.
vi.hoisted(() => vi.useFakeTimers())

/** The browser's end of a line; tests are the node's. */
class Line {
  static CONNECTING = 0
  static OPEN = 1
  static CLOSED = 2
  static all: Line[] = []
  readyState = Line.CONNECTING
  onmessage: ((event: object) => void) | null = null
  onopen: (() => void) | null = null
  onerror: (() => void) | null = null
  constructor(readonly url: string) {
    Line.all.push(this)
  }
  close(): void {
    this.readyState = Line.CLOSED
  }
  say(kind: Told['kind'], payload: object, { id = '10', streams = ['home'] } = {}): void {
    this.readyState = Line.OPEN
    this.onmessage?.({ data: JSON.stringify({ id, stream: streams[0], streams, kind, payload }), lastEventId: id })
  }
  open(resumed = false): void {
    this.onopen?.()
    this.say('open', { resumed, heartbeat_seconds: 20 })
  }
  fail(readyState: number): void {
    this.readyState = readyState
    this.onerror?.()
  }
}

const query = (line: Line | undefined): URLSearchParams => new URL(line?.url ?? '', 'http://x').searchParams
const page = (ids: string[]) => json({ tweets: ids.map((id) => aTweet({ id })), pagination: { limit: 40, offset: null, cursor: null, has_more: false, newest: ids[0] ?? null } })
const line = (): Line => {
  const last = Line.all.at(-1)
  if (last === undefined) throw new Error('no line')
  return last
}
let heard: Asked[]
const asked = (part: string): number => heard.filter(({ path }) => path.includes(part)).length

beforeEach(async () => {
  vi.stubGlobal('EventSource', Line)
  Line.all = []
  session.node = NODE
  session.user = MIRA
  session.started = true
  tweets.forgetAll()
  forgetList('home')
  home.forget()
  heard = aNode(({ path }) => (path.includes('/unread') ? json({ count: 4 }) : path.includes('since=') ? page([]) : page(['2', '1'])))
  await home.list.begin()
  live.listen(['home', 'notifications'])
})

afterEach(() => {
  // Whoever comes next begins anew.
  session.gone()
  vi.restoreAllMocks()
})

afterAll(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

test('one line is opened for all that the page shows', () => {
  expect(Line.all.length).toBe(1)
  expect(query(line()).get('streams')).toBe('home,notifications')
  expect(streamsFor(true, 'hashtag:tea')).toEqual(['home', 'notifications', 'hashtag:tea'])
  expect(streamsFor(false, 'hashtag:tea')).toEqual(['hashtag:tea'])
})

test('a told tweet waits above, once, and nothing moves', () => {
  line().open()
  line().say('tweet', aTweet({ id: '3' }))
  line().say('tweet', aTweet({ id: '3' }))

  expect(home.waiting.map(({ id }) => id)).toEqual(['3'])
  expect(home.list.items.map(({ id }) => id)).toEqual(['2', '1'])
})

test('while the node tells, it is asked only to be sure', async () => {
  line().open()
  await vi.advanceTimersByTimeAsync(5_000)
  const first = asked('since=')
  await vi.advanceTimersByTimeAsync(40_000)
  expect(asked('since=')).toBe(first)

  const before = asked('since=')
  line().fail(Line.CLOSED)
  await vi.advanceTimersByTimeAsync(20_000)
  expect(asked('since=')).toBeGreaterThan(before)
})

test('one’s own tweet is not announced to its author', async () => {
  line().open()
  line().say('tweet', aTweet({ id: '3', user: MIRA }))
  home.enter({ id: '3', tweet: tweets.keep(aTweet({ id: '3', user: MIRA })), retweetedBy: null })
  await vi.advanceTimersByTimeAsync(5_000)

  expect(home.waiting).toEqual([])
})

test('an edit changes the tweet where it stands; a deleted one goes', () => {
  line().open()
  line().say('edit', aTweet({ id: '2', content: 'Mended.' }))
  expect(home.list.items[0]?.tweet.content).toBe('Mended.')

  line().say('delete', { id: '2' })
  expect(tweets.gone.has('2')).toBe(true)
})

test('an unknown tweet that was edited elsewhere is no news', () => {
  line().open()
  line().say('edit', aTweet({ id: '99', content: 'Mended.' }))

  expect(tweets.find('99')).toBeNull()
  expect(home.waiting).toEqual([])
})

test('what the hashtag shown is told waits above that, and home is left alone', async () => {
  const list = (await import('../src/state/lists.svelte')).tweetList('tag tea', () => Promise.resolve({ tweets: [aTweet({ id: '7' })], pagination: { limit: 30, offset: null, cursor: null, has_more: false, newest: '7' } }))
  await list.begin()
  const leave = shown.show('hashtag:tea', list)
  line().open()
  line().say('tweet', aTweet({ id: '8' }), { streams: ['hashtag:tea'] })

  expect(shown.arrivals?.waiting.map(({ id }) => id)).toEqual(['8'])
  expect(home.waiting).toEqual([])
  leave()
  expect(shown.stream).toBeNull()
})

test('a line that broke is taken up where it left off, after waits that grow', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(1)
  line().open()
  line().say('tweet', aTweet({ id: '3' }), { id: '4711' })

  line().fail(Line.CLOSED)
  await vi.advanceTimersByTimeAsync(999)
  expect(Line.all.length).toBe(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(query(line()).get('last_event_id')).toBe('4711')

  line().fail(Line.CLOSED)
  await vi.advanceTimersByTimeAsync(1_999)
  expect(Line.all.length).toBe(2)
  await vi.advanceTimersByTimeAsync(1)
  expect(Line.all.length).toBe(3)
})

test('no two pages come back at the same moment', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0)
  line().open()
  line().fail(Line.CLOSED)

  await vi.advanceTimersByTimeAsync(500)

  expect(Line.all.length).toBe(2)
})

test('the browser may come back once by itself', async () => {
  line().open()
  line().fail(Line.CONNECTING)
  await vi.advanceTimersByTimeAsync(1_500)
  expect(Line.all.length).toBe(1)

  line().fail(Line.CONNECTING)
  expect(line().readyState).toBe(Line.CLOSED)
})

test('a gap is read quietly, and what was missed waits', async () => {
  line().open(true)
  expect(asked('since=')).toBe(0)

  line().say('gap', {})
  await vi.advanceTimersByTimeAsync(0)

  expect(asked('since=')).toBe(1)
  expect(asked('/unread')).toBeGreaterThan(0)
})

test('whoever is turned away does not come again; whoever the node only lets go does', async () => {
  line().open()
  line().say('closed', { reason: 'ending', again: true })
  await vi.advanceTimersByTimeAsync(1_000)
  expect(Line.all.length).toBe(2)

  line().open(true)
  line().say('closed', { reason: 'signed_out', again: false })
  await vi.advanceTimersByTimeAsync(120_000)
  expect(Line.all.length).toBe(2)
})

test('a page nobody looks at gives its line back after a while, and takes it up when it is seen again', async () => {
  line().open()
  line().say('tweet', aTweet({ id: '3' }), { id: '12' })
  const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true)
  document.dispatchEvent(new Event('visibilitychange'))
  await vi.advanceTimersByTimeAsync(200_000)
  expect(line().readyState).toBe(Line.OPEN)
  await vi.advanceTimersByTimeAsync(100_000)
  expect(line().readyState).toBe(Line.CLOSED)

  hidden.mockReturnValue(false)
  document.dispatchEvent(new Event('visibilitychange'))

  expect(Line.all.length).toBe(2)
  expect(query(line()).get('last_event_id')).toBe('12')
})

test('when the node answers again, the line is opened at once', () => {
  line().open()
  line().fail(Line.CLOSED)
  connection.reached(false)
  connection.reached(true)

  expect(Line.all.length).toBe(2)
})

test('a notification is counted and waits above the list', async () => {
  await notifications.list('all').begin().catch(() => {})
  line().open()
  await vi.advanceTimersByTimeAsync(0)
  line().say('notification', aNotification({ id: '50', users: [aUser()] }), { streams: ['notifications'] })
  await vi.advanceTimersByTimeAsync(1_000)

  expect(notifications.waiting.map(({ id }) => id)).toEqual(['50'])
  expect(notifications.unread).toBe(4)
})

test('another reader is told nothing that was for the one before', () => {
  line().open()
  line().say('tweet', aTweet({ id: '3' }), { id: '4711' })
  session.gone()
  session.user = aUser({ id: '5', host: null, username: 'kofi' })
  live.listen(['home', 'notifications'])

  expect(query(line()).get('last_event_id')).toBeNull()
  expect(home.waiting).toEqual([])
})
