import { fireEvent, render, screen, waitFor } from '@testing-library/svelte'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import NotificationRow from '../src/components/NotificationRow.svelte'
import NotificationSettings from '../src/components/NotificationSettings.svelte'
import Rail from '../src/components/Rail.svelte'
import Notifications from '../src/pages/Notifications.svelte'
import type { Notification } from '../src/api/types'
import { notifications } from '../src/state/notifications.svelte'
import { people } from '../src/state/people.svelte'
import { router } from '../src/state/router.svelte'
import { session } from '../src/state/session.svelte'
import { tweets } from '../src/state/tweets.svelte'
import { visibleName } from '../src/text/handles'
import { byDay, outcome, sentence } from '../src/text/notifications'
import { capped } from '../src/text/numbers'
import { aNode, aNotification, aPoll, aTweet, aUser, json, MIRA, NODE, problem, type Asked } from './builders'

const BO = aUser({ id: '3', username: 'bo', display_name: 'Bo Nyström' })
const words = (one: Notification): string => sentence(one, (user) => user.id === MIRA.id).map((piece) => ('user' in piece ? visibleName(piece.user) : piece.text)).join('')
const listed = (all: Notification[], has_more = false) => json({ notifications: all, unread_count: all.filter(({ read }) => !read).length, pagination: { limit: 30, offset: null, cursor: has_more ? 'older' : null, has_more, newest: null } })
const nothing = () => new Response(null, { status: 204 })
const requests = (all: object[] = []) => json({ requests: all, pagination: { limit: 30, offset: null, cursor: null, has_more: false, newest: null } })

/** A node with these notifications. */
function telling(all: Notification[], more: (asked: Asked) => Response | undefined = () => undefined): Asked[] {
  return aNode((asked) => {
    const other = more(asked)
    if (other !== undefined) return other
    if (asked.path.startsWith('/api/notifications/unread')) return json({ count: all.filter(({ read }) => !read).length })
    if (asked.path.startsWith('/api/notifications/requests')) return requests()
    return asked.method === 'GET' ? listed(all) : nothing()
  })
}

beforeEach(() => {
  session.node = NODE
  session.user = MIRA
  tweets.forgetAll()
  people.forgetAll()
  notifications.begin()
  notifications.show(0, 0)
  router.go('/notifications', { replace: true })
})

afterEach(() => vi.unstubAllGlobals())

test.each([
  [{}, 'Ada Okafor liked your tweet'],
  [{ users: [aUser(), BO], user_count: 2 }, 'Ada Okafor and Bo Nyström liked your tweet'],
  [{ users: [aUser(), BO], user_count: 12 }, 'Ada Okafor and 11 others liked your tweet'],
  [{ kind: 'retweet' }, 'Ada Okafor retweeted your tweet'],
  [{ kind: 'follow', tweet: null }, 'Ada Okafor follows you'],
  [{ kind: 'follow', tweet: null, user_count: 3 }, 'Ada Okafor and 2 others follow you'],
  [{ kind: 'follow_request', tweet: null }, 'Ada Okafor asks to follow you'],
  [{ kind: 'quote_request' }, 'Ada Okafor asks to quote your tweet'],
  [{ kind: 'poll_ended' }, 'A poll you voted in has ended'],
  [{ kind: 'poll_ended', tweet: aTweet({ user: MIRA }) }, 'Your poll has ended'],
  [{ kind: 'edited', tweet: aTweet({ is_liked: true }) }, 'Ada Okafor edited a tweet you liked'],
  [{ kind: 'something_new', tweet: null }, 'Ada Okafor did something that concerns you'],
  [{ users: [], user_count: 1 }, 'Somebody liked your tweet'],
] as [Partial<Notification>, string][])('a notification in words: %#', (change, said) => {
  expect(words(aNotification(change))).toBe(said)
})

test('counts go to 99', () => {
  expect([1, 99, 100, 1000].map(capped)).toEqual(['1', '99', '99+', '99+'])
})

test('an ended poll says what won, or that it is even', () => {
  expect(outcome(aPoll())).toEqual({ won: 'Grimsel', rest: 'won with 75 %' })
  expect(outcome(aPoll({ options: [{ title: 'A', vote_count: 2 }, { title: 'B', vote_count: 2 }] }))).toEqual({ won: 'A and B', rest: 'are even' })
  expect(outcome(aPoll({ options: [{ title: 'A', vote_count: 0 }, { title: 'B', vote_count: null }] }))).toBeNull()
})

test('days only go on: something unread far below stands where it belongs', () => {
  const now = new Date('2026-03-10T12:00:00')
  const at = (hours: number, read: boolean) => ({ read, created_at: new Date(now.getTime() - hours * 3_600_000).toISOString() })

  const days = byDay([at(1, false), at(2, true), at(3, false), at(20, true), at(72, true)], now.getTime())

  expect(days.map(({ day, items }) => [day, items.length])).toEqual([[0, 1], [1, 2], [2, 1], [3, 1]])
})

test('words to the reader stand there whole, all else as a row', () => {
  render(NotificationRow, { one: aNotification({ kind: 'mention', tweet: tweets.keep(aTweet({ content: 'Morning @mira' })) }) })

  expect(screen.getByText('Named you')).toBeTruthy()
  expect(screen.getByRole('button', { name: /^Reply/ })).toBeTruthy()
})

test('the list is shown with what it is about, and unread is said in words', async () => {
  telling([aNotification({ read: false })])
  render(Notifications, { tab: 'all' })

  const row = await screen.findByRole('article')
  expect(row.getAttribute('aria-label')).toMatch(/^Ada Okafor liked your tweet: Fired the tall kiln\., .+, unread$/)
  expect(screen.getByRole('heading', { name: 'New' })).toBeTruthy()
})

test('an empty list says so kindly', async () => {
  telling([])
  render(Notifications, { tab: 'mentions' })

  expect(await screen.findByText('When somebody answers you or writes your handle, you will read it here.')).toBeTruthy()
})

test('a list that does not come can be asked for again', async () => {
  let up = false
  telling([aNotification()], ({ path }) => (path.startsWith('/api/notifications?') && !up ? problem(503, 'The node is busy.') : undefined))
  render(Notifications, { tab: 'all' })
  await screen.findByText('The node is busy.')
  up = true

  await fireEvent.click(screen.getByRole('button', { name: 'Try again' }))

  expect(await screen.findByRole('article')).toBeTruthy()
})

test('a tab asks for its kinds alone', async () => {
  const heard = telling([])
  render(Notifications, { tab: 'follows' })

  await waitFor(() => expect(heard.some(({ path }) => decodeURIComponent(path).includes('kinds=follow,follow_request&') || decodeURIComponent(path).endsWith('kinds=follow,follow_request'))).toBe(true))
})

test('what is seen is read: one by one, and the number falls at once', async () => {
  vi.useFakeTimers()
  const heard = telling([])
  notifications.show(3, 1)

  notifications.see(aNotification({ id: '1', newest_id: '11', kind: 'mention', read: false }))
  notifications.see(aNotification({ id: '1', newest_id: '11', kind: 'mention', read: false }))
  notifications.see(aNotification({ id: '2', newest_id: '12', read: false }))

  expect([notifications.unread, notifications.speaking]).toEqual([1, 0])
  await vi.advanceTimersByTimeAsync(1_000)
  expect(heard.filter(({ method }) => method === 'PUT').map(({ path }) => path)).toEqual(['/api/notifications/1/read', '/api/notifications/2/read'])
  vi.useRealTimers()
})

test('where all was seen one request says so, and no more than was seen is read', async () => {
  vi.useFakeTimers()
  const heard = telling([])
  notifications.show(2, 0)

  notifications.see(aNotification({ id: '4', newest_id: '9', read: false }))
  notifications.see(aNotification({ id: '3', newest_id: '100', read: false }))
  await vi.advanceTimersByTimeAsync(1_000)

  expect(heard.filter(({ method }) => method === 'PUT').map(({ path }) => path)).toEqual(['/api/notifications/read-all?up_to=100'])
  vi.useRealTimers()
})

test('a group that grew after it was read is unread again', () => {
  telling([])
  notifications.see(aNotification({ id: '5', newest_id: '20', read: false }))

  expect(notifications.isSeen(aNotification({ id: '5', newest_id: '21', read: false }))).toBe(false)
})

test('what grew while the list is read waits, and moves up when it is taken in', async () => {
  telling([aNotification({ id: '2' }), aNotification({ id: '1', user_count: 1 })])
  await notifications.list('all').begin()

  notifications.hear(aNotification({ id: '1', user_count: 2, newest_id: '30', read: false }))
  expect(notifications.list('all').items.map(({ id }) => id)).toEqual(['2', '1'])
  notifications.take('all')

  expect(notifications.list('all').items.map(({ id, user_count }) => [id, user_count])).toEqual([['1', 2], ['2', 1]])
  expect(notifications.waiting).toEqual([])
})

test('mark all read takes the wash away, and puts the number back when the node says no', async () => {
  let refuses = true
  telling([aNotification({ read: false })], ({ path }) => (path.includes('read-all') && refuses ? problem(503, 'Busy.') : undefined))
  await notifications.list('all').begin()
  notifications.show(1, 1)

  await notifications.readAll()
  expect(notifications.unread).toBe(1)
  refuses = false
  await notifications.readAll()

  expect([notifications.unread, notifications.list('all').items[0]?.read]).toEqual([0, true])
})

test('a dismissed one goes at once, and comes back when the node says no', async () => {
  let refuses = true
  const one = aNotification()
  telling([one], ({ method }) => (method === 'DELETE' && refuses ? problem(503, 'Busy.') : undefined))
  await notifications.list('all').begin()

  await notifications.drop(one)
  expect(notifications.list('all').items.length).toBe(1)
  refuses = false
  await notifications.drop(one)

  expect(notifications.list('all').items).toEqual([])
})

test('strangers who wait are counted on their tab, let in or turned away', async () => {
  const heard = telling([], ({ method, path }) => (method === 'GET' && path.startsWith('/api/notifications/requests') ? requests([{ id: '8', user: BO, count: 2, last_tweet: aTweet({ content: 'Buy my bicycles' }), created_at: '2026-01-31T12:00:00.000Z' }]) : undefined))
  render(Notifications, { tab: 'requests' })
  await screen.findByText('Buy my bicycles')
  expect(screen.getByRole('link', { name: /Requests/ }).textContent).toContain('1 waiting')

  await fireEvent.click(screen.getByRole('button', { name: 'Dismiss Bo' }))

  await waitFor(() => expect(heard.some(({ method, path }) => method === 'POST' && path === '/api/notifications/requests/8/dismiss')).toBe(true))
  expect(screen.getByText('Nobody waits.')).toBeTruthy()
})

test('the rail says how much is unread', () => {
  notifications.show(120, 2)
  render(Rail)

  expect(screen.getByRole('link', { name: /^Notifications 99\+ unread$/ })).toBeTruthy()
})

test('a kind that is not shown cannot be pushed, and what was chosen is sent alone', async () => {
  const kinds = { like: { shown: true, push: true } }
  const strangers = { not_following: 'accept', not_followers: 'accept', new_accounts: 'accept', private_mentions: 'accept', limited_accounts: 'filter' }
  const heard = aNode(({ method }) => json(method === 'PUT' ? { kinds: { like: { shown: false, push: true } }, strangers } : { kinds, strangers }))
  render(NotificationSettings)
  const likes = await screen.findByRole('switch', { name: 'Likes: in the list' })

  await fireEvent.click(likes)

  await waitFor(() => expect((screen.getByRole('switch', { name: 'Likes: push' }) as HTMLButtonElement).disabled).toBe(true))
  await waitFor(() => expect(heard.find(({ method }) => method === 'PUT')?.body).toEqual({ kinds: { like: { shown: false } } }))
  await fireEvent.click(screen.getAllByRole('radio', { name: 'Hold back' })[0]!)
  await waitFor(() => expect(heard.filter(({ method }) => method === 'PUT').at(-1)?.body).toEqual({ strangers: { not_following: 'filter' } }))
})
