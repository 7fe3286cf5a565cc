import { fireEvent, render, screen, waitFor } from '@testing-library/svelte'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import Poll from '../src/components/Poll.svelte'
import { session } from '../src/state/session.svelte'
import { toasts } from '../src/state/toasts.svelte'
import { tweets } from '../src/state/tweets.svelte'
import { pollLine, sharesOf } from '../src/text/polls'
import { aNode, aPoll, aTweet, json, MIRA, NODE, problem } from './builders'

const NOW = Date.now()

beforeEach(() => {
  session.node = NODE
  session.user = MIRA
  tweets.forgetAll()
  toasts.dismiss()
})

afterEach(() => vi.unstubAllGlobals())

test('shares are of the votes, and the leading one is known', () => {
  expect(sharesOf(aPoll({ own_votes: [1] }))).toEqual([
    { title: 'Grimsel', percent: 75, leads: true, own: false },
    { title: 'Furka', percent: 25, leads: false, own: true },
  ])
})

test('of several answers shares are of the people', () => {
  const poll = aPoll({ multiple: true, voter_count: 4, options: [{ title: 'a', vote_count: 4 }, { title: 'b', vote_count: 2 }] })

  expect(sharesOf(poll).map(({ percent }) => percent)).toEqual([100, 50])
})

test('nobody has voted: no share, no leader, no division by nothing', () => {
  const poll = aPoll({ voter_count: 0, options: [{ title: 'a', vote_count: 0 }, { title: 'b', vote_count: 0 }] })

  expect(sharesOf(poll)).toEqual([
    { title: 'a', percent: 0, leads: false, own: false },
    { title: 'b', percent: 0, leads: false, own: false },
  ])
})

test.each([
  [aPoll(), '4 votes · 5 hours left'],
  [aPoll({ voted: true, own_votes: [0] }), '4 votes · 5 hours left · you chose Grimsel'],
  [aPoll({ closed: true }), '4 votes · closed'],
  [aPoll({ multiple: true, voter_count: 1, own_votes: [0, 1] }), '1 person voted · 5 hours left · you chose Grimsel and Furka'],
  [aPoll({ ends_at: null }), '4 votes'],
  [aPoll({ options: [{ title: 'a', vote_count: null }, { title: 'b', vote_count: null }] }), 'Totals are shown when it closes · 5 hours left'],
])('below a poll stands how it is going: %#', (poll, line) => {
  expect(pollLine(poll, NOW)).toBe(line)
})

test('before voting there are marks to choose by and no bars; a vote shows them', async () => {
  const heard = aNode(() => json(aTweet({ poll: aPoll({ voted: true, own_votes: [1] }) })))
  const tweet = tweets.keep(aTweet({ poll: aPoll() }))
  render(Poll, { tweet })
  expect((screen.getByRole('button', { name: 'Vote' }) as HTMLButtonElement).disabled).toBe(true)
  expect(screen.queryByText('75 %')).toBeNull()

  await fireEvent.click(screen.getByRole('radio', { name: 'Furka' }))
  await fireEvent.click(screen.getByRole('button', { name: 'Vote' }))

  await waitFor(() => expect(screen.getByText('75 %')).toBeTruthy())
  expect(heard[0]).toMatchObject({ method: 'POST', path: '/api/polls/100/votes', body: { choices: [1] } })
  expect(screen.queryByRole('button', { name: 'Vote' })).toBeNull()
  expect(screen.getByText('your choice')).toBeTruthy()
})

test('several answers are square marks, and all of them go', async () => {
  const heard = aNode(() => json(aTweet({ poll: aPoll({ multiple: true, voted: true, own_votes: [0, 1] }) })))
  render(Poll, { tweet: tweets.keep(aTweet({ poll: aPoll({ multiple: true }) })) })

  for (const box of screen.getAllByRole('checkbox')) await fireEvent.click(box)
  await fireEvent.click(screen.getByRole('button', { name: 'Vote' }))

  await waitFor(() => expect(heard[0]?.body).toEqual({ choices: [0, 1] }))
})

test('a refused vote is said and may be tried again', async () => {
  aNode(() => problem(400, 'The poll is closed.'))
  render(Poll, { tweet: tweets.keep(aTweet({ poll: aPoll() })) })

  await fireEvent.click(screen.getByRole('radio', { name: 'Grimsel' }))
  await fireEvent.click(screen.getByRole('button', { name: 'Vote' }))

  await waitFor(() => expect(toasts.current?.text).toBe('Your vote was not counted. The poll is closed.'))
  expect(screen.getByRole('button', { name: 'Vote' })).toBeTruthy()
})

test('nobody votes in their own poll, in a closed one, or without an account', () => {
  render(Poll, { tweet: tweets.keep(aTweet({ id: '1', user: MIRA, poll: aPoll() })) })
  render(Poll, { tweet: tweets.keep(aTweet({ id: '2', poll: aPoll({ closed: true }) })) })
  session.user = null
  render(Poll, { tweet: tweets.keep(aTweet({ id: '3', poll: aPoll() })) })

  expect(screen.queryByRole('radio')).toBeNull()
  expect(screen.getAllByText('75 %').length).toBe(3)
})

test('a poll that ends while one looks at it is asked for its totals once', async () => {
  const heard = aNode(() => json(aPoll({ closed: true, voter_count: 9, options: [{ title: 'Grimsel', vote_count: 9 }, { title: 'Furka', vote_count: 0 }] })))
  const tweet = tweets.keep(aTweet({ id: '777', poll: aPoll({ id: '777', ends_at: new Date(NOW - 1000).toISOString() }) }))

  render(Poll, { tweet })

  await waitFor(() => expect(screen.getByText('9 votes · closed')).toBeTruthy())
  expect(heard.map(({ path }) => path)).toEqual(['/api/polls/777'])
})
