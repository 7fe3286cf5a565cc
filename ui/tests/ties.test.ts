import { fireEvent, render, screen, waitFor } from '@testing-library/svelte'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import Feed from '../src/components/Feed.svelte'
import MuteDialog from '../src/components/MuteDialog.svelte'
import ProfileHead from '../src/components/ProfileHead.svelte'
import { confirm } from '../src/state/confirm.svelte'
import { PagedList, type Entry } from '../src/state/lists.svelte'
import { people } from '../src/state/people.svelte'
import { session } from '../src/state/session.svelte'
import { ties } from '../src/state/ties.svelte'
import { toasts } from '../src/state/toasts.svelte'
import { tweets } from '../src/state/tweets.svelte'
import { until } from '../src/text/time'
import { aNode, aTweet, aUser, json, MIRA, NODE, problem, STRANGER } from './builders'

const FRIEND = { ...STRANGER, following: true, followed_by: true }

beforeEach(() => {
  localStorage.clear()
  session.node = NODE
  session.user = { ...MIRA, follower_count: 71 }
  tweets.forgetAll()
  people.forgetAll()
  toasts.dismiss()
})

afterEach(() => vi.unstubAllGlobals())

test('somebody is muted for as long as was chosen, with or without notifications', async () => {
  const heard = aNode(() => json({ ...STRANGER, muting: true }))
  render(MuteDialog, { user: people.keep(aUser()) })
  await fireEvent.click(screen.getByLabelText('A day'))
  await fireEvent.click(screen.getByRole('switch'))

  await fireEvent.click(screen.getByRole('button', { name: 'Mute' }))

  await waitFor(() => expect(heard.length).toBe(1))
  expect(heard[0]).toMatchObject({ method: 'POST', path: '/api/users/2/mute', body: { duration_seconds: 86_400, notifications: false } })
})

test('a mute without an end asks for none', async () => {
  const heard = aNode(() => json({ ...STRANGER, muting: true, muting_notifications: true }))
  render(MuteDialog, { user: people.keep(aUser()) })

  await fireEvent.click(screen.getByRole('button', { name: 'Mute' }))

  await waitFor(() => expect(heard[0]?.body).toEqual({ duration_seconds: null, notifications: true }))
})

test('a refused mute is put back and told', async () => {
  aNode(() => problem(503, 'The node is busy.'))
  const ada = people.keep(aUser())

  await ties.mute(ada, { duration_seconds: 3600, notifications: true })

  expect(ada.relationship?.muting).toBe(false)
  expect(toasts.current?.text).toBe('Could not mute Ada. The node is busy.')
})

test('tweets of somebody muted leave home at once, and stay on their own page', async () => {
  aNode(() => json({ ...STRANGER, muting: true }))
  const tweet = tweets.keep(aTweet())
  const list = new PagedList<Entry>(() => Promise.resolve({ items: [{ id: '100', tweet, retweetedBy: null }], pagination: { limit: 30, offset: null, cursor: null, newest: null, has_more: false } }))
  const empty = (() => {}) as never
  const shown = render(Feed, { list, name: 'home', label: 'Home', empty })
  const own = render(Feed, { list, name: 'user 2 tweets', label: 'Ada', empty })
  await waitFor(() => expect(screen.getAllByRole('article').length).toBe(2))

  await ties.mute(tweet.user, { duration_seconds: null, notifications: true })

  await waitFor(() => expect(shown.container.querySelector('article')).toBeNull())
  expect(own.container.querySelector('article')).not.toBeNull()
})

test('the head of a profile says how things stand, each with its way back', () => {
  const tie = { ...FRIEND, blocking: true, muting: true, muting_until: '2099-01-03T10:00:00.000Z', blocking_host: true, retweets: false }

  render(ProfileHead, { user: people.keep(aUser({ relationship: tie })) })

  const states = screen.getByRole('status').textContent ?? ''
  expect(states).toContain('You blocked Ada: neither of you sees the other.')
  expect(states).toContain('You blocked everybody on tea.example.')
  expect(states).toContain('Muted until 3 Jan 2099.')
  expect(states).toContain('Their retweets stay out of your home.')
  for (const name of ['Unblock Ada', 'Unblock tea.example', 'Unmute Ada', 'Turn their retweets on']) expect(screen.getByRole('button', { name })).toBeTruthy()
})

test('a note is written in its place, and only its author is told of it', async () => {
  const heard = aNode(({ body }) => json({ ...FRIEND, note: (body as { content: string }).content }))
  render(ProfileHead, { user: people.keep(aUser({ relationship: { ...FRIEND, note: 'Met at the kiln.' } })) })
  await fireEvent.click(screen.getByRole('button', { name: 'Edit your note: Met at the kiln.' }))
  const field = screen.getByLabelText('Your note about Ada') as HTMLTextAreaElement
  await waitFor(() => expect(field.value).toBe('Met at the kiln.'))

  await fireEvent.input(field, { target: { value: 'Met at the kiln, owes me tea.' } })
  await fireEvent.keyDown(field, { key: 'Enter', ctrlKey: true })

  await waitFor(() => expect(screen.getByRole('button', { name: 'Edit your note: Met at the kiln, owes me tea.' })).toBeTruthy())
  expect(heard[0]).toMatchObject({ method: 'PUT', path: '/api/users/2/note' })
})

test('a note that is too long stays in its field with the reason', async () => {
  aNode(() => problem(400, 'No.', [{ field: 'content', code: 'too_long', message: 'A note has at most 2000 characters.', limit: 2000 }]))
  render(ProfileHead, { user: people.keep(aUser({ relationship: { ...FRIEND, note: 'x' } })) })
  await fireEvent.click(screen.getByRole('button', { name: /Edit your note/ }))

  await fireEvent.click(screen.getByRole('button', { name: 'Save' }))

  await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('A note has at most 2000 characters.'))
})

test('the bell is there for people one follows, and says what it does', async () => {
  const heard = aNode(() => json({ ...FRIEND, bell: true }))
  render(ProfileHead, { user: people.keep(aUser({ relationship: FRIEND })) })

  await fireEvent.click(screen.getByRole('button', { name: 'Tell me when Ada tweets', pressed: false }))

  expect(screen.getByRole('button', { name: 'Tell me when Ada tweets', pressed: true })).toBeTruthy()
  await waitFor(() => expect(heard[0]).toMatchObject({ method: 'PUT', path: '/api/users/2/follow', body: { bell: true } }))
})

test('a stranger has no bell', () => {
  render(ProfileHead, { user: people.keep(aUser()) })

  expect(screen.queryByRole('button', { name: /Tell me/ })).toBeNull()
})

test('blocking a node asks first, and shows on everybody who lives there', async () => {
  const heard = aNode(() => new Response(null, { status: 204 }))
  const ada = people.keep(aUser({ relationship: FRIEND }))
  const bo = people.keep(aUser({ id: '3', username: 'bo', host: 'bike.example' }))

  const done = ties.blockHost('tea.example', true)
  expect(confirm.question?.title).toBe('Block everybody on tea.example?')
  confirm.answer(true)

  expect(await done).toBe(true)
  expect(heard[0]).toMatchObject({ method: 'POST', path: '/api/peer-blocks/tea.example' })
  expect(ada.relationship).toMatchObject({ blocking_host: true, following: false, followed_by: false })
  expect(bo.relationship?.blocking_host).toBe(false)
})

test('removing a follower asks first and counts one less', async () => {
  aNode(() => json({ ...FRIEND, followed_by: false }))
  const me = people.keep({ ...MIRA, follower_count: 71 })
  const ada = people.keep(aUser({ relationship: FRIEND }))

  const done = ties.removeFollower(ada)
  confirm.answer(true)

  expect(await done).toBe(true)
  expect(ada.relationship?.followed_by).toBe(false)
  expect(me.follower_count).toBe(70)
})

test('one’s own profile has buttons for the pictures and none for muting', () => {
  render(ProfileHead, { user: people.keep(session.user ?? MIRA) })

  expect(screen.getByRole('button', { name: 'Change your picture' })).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Change your cover' })).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'More' })).toBeNull()
})

test('the end of a mute is told as near as it is', () => {
  const now = new Date(2026, 10, 21, 14, 0).getTime()
  const at = (...parts: [number, number, number, number, number]): string => new Date(...parts).toISOString()

  expect(until(at(2026, 10, 21, 15, 30), now)).toBe('15:30')
  expect(until(at(2026, 10, 28, 14, 0), now)).toBe('28 Nov, 14:00')
  expect(until(at(2027, 0, 3, 10, 0), now)).toBe('3 Jan 2027')
})
