import { fireEvent, render, screen, waitFor } from '@testing-library/svelte'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { NumbersDay, Sums } from '../src/api/types'
import CountedSettings from '../src/components/CountedSettings.svelte'
import Plot from '../src/components/Plot.svelte'
import TweetCard from '../src/components/TweetCard.svelte'
import Analytics from '../src/pages/Analytics.svelte'
import { home } from '../src/state/home.svelte'
import { forgetList } from '../src/state/lists.svelte'
import { router } from '../src/state/router.svelte'
import { session } from '../src/state/session.svelte'
import { tweets } from '../src/state/tweets.svelte'
import { against, area, dayName, line, ticks } from '../src/text/plots'
import { aNode, aTweet, json, MIRA, NODE, problem } from './builders'

const SUMS: Sums = { impressions: 40, engagements: 9, likes: 5, retweets: 2, replies: 1, quotes: 1, profile_views: 3, follower_gain: -2, follower_count: 71, tweets: 4 }
const days: NumbersDay[] = Array.from({ length: 7 }, (_, at) => ({ ...SUMS, day: `2026-03-0${at + 1}`, impressions: at * 2 }))
const overview = { days, totals: SUMS, before: { ...SUMS, impressions: 44, profile_views: 1 }, time_zone: 'UTC' }
const pagination = { limit: 30, offset: null, cursor: null, has_more: false, newest: null }

beforeEach(() => {
  session.node = NODE
  session.user = MIRA
  tweets.forgetAll()
})

afterEach(() => vi.unstubAllGlobals())

test.each([
  [0, [0, 1]],
  [3, [0, 1, 2, 3]],
  [84, [0, 50, 100]],
  [1_200, [0, 500, 1_000, 1_500]],
])('the axis has round numbers up to %d', (most, expected) => {
  expect(ticks(most)).toEqual(expected)
})

test('a line goes from edge to edge, and its ground is closed', () => {
  const frame = { width: 106, height: 100, start: 0, bottom: 0, top: 0 }

  expect(line([0, 5, 10], 10, frame)).toBe('M0.0 100.0L50.0 50.0L100.0 0.0')
  expect(area([0, 10], 10, frame)).toBe('M0.0 100.0L100.0 0.0L100.0 100L0 100Z')
})

test('less is said without blame', () => {
  expect([against(5, 2), against(2, 5), against(3, 3), against(0, 0)]).toEqual(['3 more than before', '3 fewer than before', 'as many as before', 'none so far'])
  expect(dayName('2026-03-01')).toBe('1 Mar')
})

test('arrows go from day to day and say the number; the table has them all', async () => {
  render(Plot, { title: 'Seen', noun: 'Seen', days: days.map(({ day, impressions }) => ({ day, value: impressions })) })
  const plot = screen.getByRole('application')

  await fireEvent.keyDown(plot, { key: 'End' })
  await fireEvent.keyDown(plot, { key: 'ArrowLeft' })

  expect(screen.getByRole('status').textContent).toBe('6 Mar: 10')
  expect(document.querySelectorAll('tbody tr').length).toBe(7)
  await fireEvent.keyDown(plot, { key: 'Escape' })
  expect(screen.getByRole('status').textContent).toBe('')
})

test('one’s own figures: tiles, the span before, one’s tweets', async () => {
  const heard = aNode(({ path }) => json(path.startsWith('/api/analytics/tweets') ? { tweets: [{ tweet: aTweet({ user: MIRA, content: 'Mine.' }), impressions: 12, engagements: 3, likes: 3, retweets: 0, replies: 0, quotes: 0 }], pagination } : overview))
  render(Analytics)

  expect(await screen.findByText('4 fewer than before')).toBeTruthy()
  expect(screen.getByText('2 more than before')).toBeTruthy()
  expect(screen.getByText('71 in all')).toBeTruthy()
  expect((await screen.findByRole('link', { name: /Mine\./ })).textContent).toContain('12 seen')
  await fireEvent.click(screen.getByRole('radio', { name: '90 days' }))
  await waitFor(() => expect(heard.some(({ path }) => path === '/api/analytics?days=90')).toBe(true))
})

test('numbers that do not come can be asked for again', async () => {
  let up = false
  aNode(({ path }) => (path.startsWith('/api/analytics/tweets') ? json({ tweets: [], pagination }) : up ? json(overview) : problem(503, 'The node is busy.')))
  render(Analytics)
  await screen.findByText('The node is busy.')
  up = true

  await fireEvent.click(screen.getByRole('button', { name: 'Try again' }))

  expect(await screen.findByText('4 fewer than before')).toBeTruthy()
})

test('whoever does not want to be counted says so once', async () => {
  const heard = aNode(({ method }) => json({ counted: method === 'GET' }))
  render(CountedSettings)

  await fireEvent.click(await screen.findByRole('switch'))

  await waitFor(() => expect(heard.find(({ method }) => method === 'PUT')?.body).toEqual({ counted: false }))
  expect(screen.getByRole('switch').getAttribute('aria-checked')).toBe('false')
})

test('the best first: the order is remembered, says why, and what is new waits until it is asked for', async () => {
  router.go('/', { replace: true })
  const why = { score: 1, parts: {}, sentence: 'Because you often like Ada’s tweets.' }
  let arrived = false
  aNode(({ path }) => {
    const ids = path.includes('mode=ranked') ? (arrived ? ['9', '1', '2'] : ['1', '2']) : path.includes('limit=1') ? ['2'] : arrived ? ['9'] : []
    return json({ tweets: ids.map((id) => ({ ...aTweet({ id }), why })), pagination: { ...pagination, newest: path.includes('mode=ranked') ? null : (ids[0] ?? null) } })
  })
  home.choose('ranked')
  forgetList('ranked')
  await home.list.begin()
  arrived = true

  await home.ask()

  expect(localStorage.getItem('nodeapp.home.order')).toBe('"ranked"')
  expect(home.list.items.map(({ id }) => id)).toEqual(['1', '2'])
  expect(home.waiting.map(({ id }) => id)).toEqual(['9'])
  await home.take()
  expect(home.list.items.map(({ id }) => id)).toEqual(['9', '1', '2'])
  render(TweetCard, { tweet: home.list.items[1]!.tweet })
  await fireEvent.click(screen.getByRole('button', { name: 'More' }))
  expect(await screen.findByText('Because you often like Ada’s tweets.')).toBeTruthy()
  home.choose('latest')
  expect(home.why(home.list.items[0]?.tweet ?? aTweet())).toBeNull()
})
