import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Tweet } from '../src/api/types'
import { home } from '../src/state/home.svelte'
import { forgetList } from '../src/state/lists.svelte'
import { session } from '../src/state/session.svelte'
import { tweets } from '../src/state/tweets.svelte'
import { aNode, aTweet, json, MIRA, NODE, type Asked } from './builders'

const page = (ids: string[], has_more = false): { tweets: Tweet[]; pagination: object } => ({
  tweets: ids.map((id) => aTweet({ id })),
  pagination: { limit: 40, offset: null, cursor: has_more ? 'older' : null, has_more, newest: ids[0] ?? null },
})

const shown = (): string[] => home.list.items.map(({ id }) => id)
const since = ({ path }: Asked): string | null => new URL(path, 'http://x').searchParams.get('since')

beforeEach(() => {
  session.node = NODE
  session.user = MIRA
  tweets.forgetAll()
  forgetList('home')
  home.waiting = []
  home.border = null
})

afterEach(() => vi.unstubAllGlobals())

test('new tweets wait above until the reader asks for them', async () => {
  aNode((asked) => json(since(asked) === null ? page(['2', '1']) : page(['4', '3']), 200, { ETag: '"a"' }))
  await home.list.begin()

  await home.ask()

  expect(shown()).toEqual(['2', '1'])
  expect(home.waiting.map(({ id }) => id)).toEqual(['4', '3'])
  await home.take()
  expect(shown()).toEqual(['4', '3', '2', '1'])
  expect(home.border?.id).toBe('2')
})

test('after taking them in, only what is newer still is asked for', async () => {
  const heard = aNode((asked) => json(since(asked) === '2' ? page(['3']) : page(['2', '1'])))
  await home.list.begin()
  await home.ask()
  await home.take()

  await home.ask()

  expect(heard.map(since)).toEqual([null, '2', '3'])
})

test('one’s own tweet, shown already, is not announced as new', async () => {
  aNode((asked) => json(since(asked) === null ? page(['1']) : page(['2'])))
  await home.list.begin()
  home.enter({ id: '2', tweet: tweets.keep(aTweet({ id: '2' })), retweetedBy: null })

  await home.ask()

  expect(home.waiting).toEqual([])
  expect(shown()).toEqual(['2', '1'])
})

test('an empty home takes its first tweets in by itself', async () => {
  let arrived = false
  aNode(() => json(arrived ? page(['1']) : page([])))
  await home.list.begin()
  arrived = true

  await home.ask()

  expect(shown()).toEqual(['1'])
})

test('after a long absence home starts over instead of leaving a hole', async () => {
  let later = false
  aNode((asked) => json(since(asked) !== null ? page(['99', '98'], true) : later ? page(['99', '98', '97'], true) : page(['2', '1'])))
  await home.list.begin()
  await home.ask()
  later = true

  await home.take()

  expect(shown()).toEqual(['99', '98', '97'])
})

test('nobody is asked while nobody looks', async () => {
  const heard = aNode(() => json(page(['1'])))
  await home.list.begin()
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(true)

  await home.ask()

  expect(heard.length).toBe(1)
  vi.restoreAllMocks()
})
