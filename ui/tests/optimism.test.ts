import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { people } from '../src/state/people.svelte'
import { session } from '../src/state/session.svelte'
import { toasts } from '../src/state/toasts.svelte'
import { tweets } from '../src/state/tweets.svelte'
import { aNode, aTweet, aUser, json, MIRA, NODE, problem, STRANGER } from './builders'

beforeEach(() => {
  session.node = NODE
  session.user = MIRA
  tweets.forgetAll()
  people.forgetAll()
  toasts.dismiss()
})

afterEach(() => vi.unstubAllGlobals())

test('a like shows before the node has answered, and keeps the count the node tells', async () => {
  aNode(() => json(aTweet({ is_liked: true, like_count: 9 })))
  const tweet = tweets.keep(aTweet())

  const liking = tweets.toggle(tweet, 'like')

  expect([tweet.is_liked, tweet.like_count]).toEqual([true, 4])
  await liking
  expect([tweet.is_liked, tweet.like_count]).toEqual([true, 9])
})

test('a refused like is put back and said in one sentence', async () => {
  aNode(() => problem(404, 'No such tweet.'))
  const tweet = tweets.keep(aTweet())

  await tweets.toggle(tweet, 'like')

  expect([tweet.is_liked, tweet.like_count]).toEqual([false, 3])
  expect(toasts.current?.text).toBe('Could not like this. Ada’s node no longer has it.')
})

test('pressed twice, only the last wish counts and requests never overlap', async () => {
  let under = 0
  let most = 0
  const heard = aNode(async ({ method }) => {
    under += 1
    most = Math.max(most, under)
    await new Promise((resolve) => setTimeout(resolve, 5))
    under -= 1
    return json(aTweet({ is_liked: method === 'POST', like_count: method === 'POST' ? 4 : 3 }))
  })
  const tweet = tweets.keep(aTweet())

  const first = tweets.toggle(tweet, 'like')
  void tweets.toggle(tweet, 'like')
  await first

  expect(heard.map(({ method }) => method)).toEqual(['POST', 'DELETE'])
  expect(most).toBe(1)
  expect([tweet.is_liked, tweet.like_count]).toEqual([false, 3])
})

test('an older answer that arrives meanwhile does not undo what is on its way', async () => {
  let release: (response: Response) => void = () => {}
  const answer = new Promise<Response>((resolve) => (release = resolve))
  aNode(() => answer)
  const tweet = tweets.keep(aTweet())

  const liking = tweets.toggle(tweet, 'like')
  tweets.keep(aTweet({ content: 'Edited.' }))

  expect(tweet.content).toBe('Edited.')
  expect([tweet.is_liked, tweet.like_count]).toEqual([true, 4])
  release(json(aTweet({ content: 'Edited.', is_liked: true, like_count: 4 })))
  await liking
})

test('following shows at once and counts', async () => {
  aNode(() => json({ ...STRANGER, following: true }))
  const ada = people.keep(aUser())

  const following = people.follow(ada, true)

  expect([people.followState(ada), ada.follower_count]).toEqual(['following', 11])
  await following
  expect([people.followState(ada), ada.follower_count]).toEqual(['following', 11])
})

test('somebody who approves by hand is asked, and not counted before the yes', async () => {
  aNode(() => json({ ...STRANGER, requested: true }))
  const bo = people.keep(aUser({ locked: true }))

  await people.follow(bo, true)

  expect([people.followState(bo), bo.follower_count]).toEqual(['asked', 10])
})

test('a remote node that has not said yes yet makes a follow a request', async () => {
  aNode(() => json({ ...STRANGER, requested: true }))
  const ada = people.keep(aUser())

  await people.follow(ada, true)

  expect([people.followState(ada), ada.follower_count]).toEqual(['asked', 10])
})

test('a follow that another node grants a moment later shows by itself', async () => {
  const granted = aUser({ relationship: { ...STRANGER, following: true } })
  aNode(({ method }) => json(method === 'POST' ? { ...STRANGER, requested: true } : granted))
  const ada = people.keep(aUser())
  await people.follow(ada, true)

  await vi.waitFor(() => expect(people.followState(ada)).toBe('following'), { timeout: 3_000 })
})

test('a refused follow is put back and said', async () => {
  aNode(() => problem(503, 'tea.example does not answer.'))
  const ada = people.keep(aUser())

  await people.follow(ada, true)

  expect([people.followState(ada), ada.follower_count]).toEqual(['none', 10])
  expect(toasts.current?.text).toBe('Could not follow Ada. tea.example does not answer.')
})

test('a visitor is led to the door instead', async () => {
  session.user = null
  const heard = aNode(() => json(aTweet()))
  const tweet = tweets.keep(aTweet())

  await tweets.toggle(tweet, 'like')

  expect(heard).toEqual([])
  expect(tweet.is_liked).toBe(false)
  expect(toasts.current?.text).toBe('Sign in to like this.')
})

test('followers-only tweets can be retweeted by their author alone', () => {
  expect(tweets.canRetweet(aTweet({ visibility: 'followers' }))).toBe(false)
  expect(tweets.canRetweet(aTweet({ visibility: 'followers', user: MIRA }))).toBe(true)
  expect(tweets.canRetweet(aTweet({ visibility: 'unlisted' }))).toBe(true)
})
