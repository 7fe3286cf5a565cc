import { afterEach, expect, test, vi } from 'vitest'
import { listen, useCsrfToken } from '../src/api/client'
import { Problem } from '../src/api/problems'
import { person } from '../src/api/people'
import { newerHome } from '../src/api/timelines'
import { mark, post } from '../src/api/tweets'
import { aNode, aTweet, aUser, json, problem } from './builders'

afterEach(() => {
  useCsrfToken(null)
  vi.unstubAllGlobals()
})

test('W10: every write carries the CSRF token and a key of its own, no read does', async () => {
  const heard = aNode(({ method }) => json(method === 'GET' ? aUser() : aTweet()))
  useCsrfToken('token')

  await mark('100', 'like', true)
  await mark('100', 'like', false)
  await person('@ada@127.0.0.1:8421')

  const [like, unlike, read] = heard
  expect(like?.headers.get('X-CSRF-Token')).toBe('token')
  expect(like?.headers.get('Idempotency-Key')).toMatch(/^[0-9a-f]{32}$/)
  expect(unlike?.headers.get('Idempotency-Key')).not.toBe(like?.headers.get('Idempotency-Key'))
  expect(read?.headers.has('X-CSRF-Token')).toBe(false)
  expect(decodeURIComponent(read?.path ?? '')).toBe('/api/users/@ada@127.0.0.1:8421')
})

test('a tweet is posted with the key it was given, to the address of its kind', async () => {
  const heard = aNode(() => json(aTweet(), 201))

  await post({ content: 'Hello.' }, 'k1')
  await post({ content: 'Yes.', reply_to_id: '7' }, 'k2')
  await post({ content: 'Look.', quote_id: '8' }, 'k3')

  expect(heard.map(({ path, headers }) => [path, headers.get('Idempotency-Key')])).toEqual([
    ['/api/tweets', 'k1'],
    ['/api/tweets/7/reply', 'k2'],
    ['/api/tweets/8/quote', 'k3'],
  ])
})

test('a refusal is told with its fields', async () => {
  aNode(() => problem(400, 'The tweet was refused.', [{ field: 'content', code: 'too_long', message: 'Too long.', limit: 280 }]))

  const refusal = await mark('1', 'like', true).catch((thrown: unknown) => thrown)

  expect(refusal).toBeInstanceOf(Problem)
  expect((refusal as Problem).message).toBe('The tweet was refused.')
  expect((refusal as Problem).field('content')).toBe('Too long.')
})

test('being asked to wait is told in words', async () => {
  aNode(() => problem(429, 'Too many requests', [], { 'Retry-After': '240' }))

  await expect(mark('1', 'like', true)).rejects.toThrow('That was a lot at once. You can go on in 4 minutes.')
})

test('an answer that is no problem document still ends in a sentence', async () => {
  aNode(() => new Response('<html>Bad gateway</html>', { status: 502, headers: { 'Content-Type': 'text/html' } }))

  await expect(mark('1', 'like', true)).rejects.toThrow('not with something we understand')
})

test('a node that does not answer is no traceback', async () => {
  const reached: boolean[] = []
  listen({ signedOut: () => {}, reached: (answered) => reached.push(answered) })
  aNode(() => Promise.reject(new TypeError('Failed to fetch')))

  const thrown = await person('1').catch((one: unknown) => one)

  expect((thrown as Problem).unreachable).toBe(true)
  expect(reached).toEqual([false])
})

test('a 401 anywhere but at the door means signed out', async () => {
  let times = 0
  listen({ signedOut: () => (times += 1), reached: () => {} })
  aNode(() => problem(401, 'Sign in.'))

  await mark('1', 'like', true).catch(() => {})

  expect(times).toBe(1)
})

test('nothing new costs an answer without a body', async () => {
  const heard = aNode(() => new Response(null, { status: 304 }))

  const news = await newerHome('cursor', '"tag"', 40)

  expect(news).toBeNull()
  expect(heard[0]?.headers.get('If-None-Match')).toBe('"tag"')
  expect(heard[0]?.path).toBe('/api/timeline/home?limit=40&since=cursor')
})
