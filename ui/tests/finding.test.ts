import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/svelte'
import { tick } from 'svelte'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import ExplorePeople from '../src/components/ExplorePeople.svelte'
import MightLike from '../src/components/MightLike.svelte'
import SearchBox from '../src/components/SearchBox.svelte'
import SideFinding from '../src/components/SideFinding.svelte'
import Explore from '../src/pages/Explore.svelte'
import Hashtag from '../src/pages/Hashtag.svelte'
import Search from '../src/pages/Search.svelte'
import { router } from '../src/state/router.svelte'
import { searches } from '../src/state/searches.svelte'
import { Seeking } from '../src/state/seeking.svelte'
import { session } from '../src/state/session.svelte'
import { aNode, aTweet, aUser, json, MIRA, NODE, problem, type Asked } from './builders'

const PAGINATION = { limit: 30, offset: null, cursor: null, newest: null, has_more: false }
const BO = aUser({ id: '3', username: 'bo', host: null, display_name: 'Bo Nyström' })
const ADA = aUser()
const HISTORY = [7, 3, 0, 0, 1, 0, 2].map((count, ago) => ({ day: `2026-11-${20 - ago}`, tweet_count: count, people_count: count }))
const TREND = { tag: 'tea', rank: 1, score: 9, tweet_count: 7, people_count: 4, velocity: 1, category: 'food', explain: { sentence: '4 people wrote 7 tweets with it in the last hour; that is 100 % more than in the hour before.', parts: {} }, history: HISTORY }
const SUGGESTIONS = [
  { user: BO, reason: { kind: 'friends', sentence: 'Followed by 2 people you follow.', parts: {}, people: [ADA] } },
  { user: aUser({ id: '4', username: 'yuki', display_name: 'Yuki Tanabe' }), reason: { kind: 'hashtags', sentence: 'Writes about #tea, as you do.', parts: {}, people: [] } },
]
const EXPLORE = { trends: [TREND], tweets: [{ tweet: aTweet({ id: '900', content: 'The kettle is on.' }), rank: 1, score: 3, explain: { sentence: '3 likes in 2 hours.', parts: {} } }], links: [{ url: 'https://tea.example/guide', rank: 1, score: 1, tweet_count: 2, people_count: 2, explain: { sentence: 'Shared by 2 people in 2 tweets.', parts: {} } }], users: SUGGESTIONS, as_of: '2026-11-20T14:05:00.000Z', partial: false }

const found = (tweets: unknown[], more: object = {}): object => ({ tweets, highlights: {}, pagination: PAGINATION, partial: false, ...more })

/** Answers everything these pages may ask, but what `more` answers. */
function aPlace(more: (asked: Asked) => Response | null = () => null): Asked[] {
  return aNode((asked) => {
    const own = more(asked)
    if (own !== null) return own
    if (asked.method === 'DELETE') return new Response(null, { status: 204 })
    if (asked.path.startsWith('/api/explore')) return json(EXPLORE)
    if (asked.path.startsWith('/api/trending/topics')) return json({ topics: [{ topic: 'food', rank: 1, score: 1, tweet_count: 7, hashtags: ['tea'], explain: { sentence: 'Because of #tea: 7 tweets in the last hour.', parts: {} } }], as_of: EXPLORE.as_of, formula: 'rising', partial: false })
    if (asked.path.startsWith('/api/trends')) return json({ hashtags: [TREND], as_of: EXPLORE.as_of, formula: 'rising', partial: false })
    if (asked.path.startsWith('/api/recommendations/users')) return json({ users: SUGGESTIONS })
    if (asked.path.startsWith('/api/recommendations/tweets')) return json({ tweets: [{ tweet: aTweet({ id: '901', content: 'Rye again.' }), reason: { kind: 'likes', sentence: 'Liked by 2 people who like what you like.', parts: {}, people: [] } }] })
    if (asked.path.startsWith('/api/search/users')) return json({ users: [BO], pagination: PAGINATION, partial: false })
    if (asked.path.startsWith('/api/search/hashtags')) return json({ hashtags: [{ tag: 'boats', tweet_count: 12, people_count: 5, following: false }], pagination: PAGINATION, partial: false })
    if (asked.path.startsWith('/api/hashtags/')) return json({ tag: 'tea', following: false, tweet_count: 13, people_count: 6, related: ['rye', 'kettles'], history: HISTORY })
    if (asked.path.startsWith('/api/search/tweets')) return json(found([]))
    return json({ tweets: [], users: [], pagination: PAGINATION, partial: false })
  })
}

const paths = (heard: Asked[], start: string): string[] => heard.map(({ path }) => path).filter((path) => path.startsWith(start))
const field = (): HTMLInputElement => screen.getByRole('combobox', { name: 'Search' })
const write = (text: string): Promise<boolean> => fireEvent.input(field(), { target: { value: text } })

beforeEach(() => {
  localStorage.clear()
  session.node = NODE
  session.user = { ...MIRA }
  searches.clear()
  router.go('/explore', { replace: true })
})

afterEach(async () => {
  // As when somebody leaves: nothing that was answered is kept for the next test.
  cleanup()
  aNode(() => new Response(null, { status: 204 }))
  await session.leave()
  vi.unstubAllGlobals()
})

test('after a moment people and hashtags are suggested, and one is taken with the keys', async () => {
  const heard = aPlace()
  render(SearchBox, { seeking: new Seeking() })
  await fireEvent.focus(field())
  await write('b')
  await write('bo')

  await waitFor(() => expect(screen.getAllByRole('option').map((one) => one.textContent?.trim())).toEqual([expect.stringContaining('Bo Nyström'), '#boats12 tweets by 5 people']))
  expect(paths(heard, '/api/search/users')).toEqual(['/api/search/users?q=bo&limit=4'])
  await fireEvent.keyDown(field(), { key: 'ArrowDown' })
  expect(field().getAttribute('aria-activedescendant')).toBe(screen.getAllByRole('option')[0]?.id)
  await fireEvent.keyDown(field(), { key: 'ArrowDown' })
  await fireEvent.keyDown(field(), { key: 'Enter' })

  expect(router.url.pathname).toBe('/tags/boats')
})

test('after from: people complete the operator, which becomes a chip', async () => {
  aPlace()
  const seeking = new Seeking()
  render(SearchBox, { seeking })
  await write('kiln from:bo')
  await waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(1))

  await fireEvent.click(screen.getByRole('option'))
  await tick()

  expect(seeking.text).toBe('from:@bo kiln')
  expect(field().value.trim()).toBe('kiln')
})

test('what an operator takes is suggested without asking anybody', async () => {
  const heard = aPlace()
  render(SearchBox, { seeking: new Seeking() })

  await write('has:')

  expect(screen.getAllByRole('option').map((one) => one.querySelector('b')?.textContent)).toEqual(['has:media', 'has:link', 'has:poll', 'has:quote'])
  expect(heard).toEqual([])
})

test('an empty field shows the last five searches of this browser, and they can be cleared', async () => {
  aPlace()
  for (const q of ['one', 'two', 'three', 'four', 'five', 'six', 'two']) searches.remember(q)
  render(SearchBox, { seeking: new Seeking() })

  await fireEvent.focus(field())

  expect(screen.getAllByRole('option').map((one) => one.textContent?.trim())).toEqual(['two', 'six', 'five', 'four', 'three'])
  await fireEvent.click(screen.getByRole('button', { name: 'Clear' }))
  expect(screen.queryAllByRole('option')).toEqual([])
  expect(localStorage.getItem('nodeapp.searches')).toBeNull()
})

test('a search is remembered, asked for by its address, and forgotten when its reader leaves', async () => {
  aPlace()
  render(SearchBox, { seeking: new Seeking() })
  await write('kiln has:media')

  await fireEvent.submit(screen.getByRole('search'))

  expect(router.url.pathname + router.url.search).toBe('/search?q=has%3Amedia+kiln')
  expect(searches.last).toEqual(['has:media kiln'])
  session.gone()
  expect(localStorage.getItem('nodeapp.searches')).toBeNull()
})

test('W01: what was found is marked, and what poses as HTML in it is text', async () => {
  const long = `Fired the tall kiln. <img src=x onerror=alert(1)> ${'A lot of patience. '.repeat(20)}`
  aPlace(({ path }) => (path.startsWith('/api/search/tweets') ? json(found([aTweet({ id: '1', content: 'The kiln is <b>hot</b>.' }), aTweet({ id: '2', content: long }), aTweet({ id: '3', content: 'A picture.' })], { highlights: { 1: 'The <mark>kiln</mark> is &lt;b&gt;hot&lt;/b&gt;.', 2: 'Fired the tall <mark>kiln</mark>. <img src=x onerror=alert(1)> A lot…', 3: 'Three pots in a <mark>kiln</mark>' } })) : null))
  router.go('/search?q=kiln', { replace: true })

  const { container } = render(Search)

  await waitFor(() => expect(container.querySelectorAll('mark')).toHaveLength(3))
  expect([...container.querySelectorAll('mark')].map((mark) => mark.textContent)).toEqual(['kiln', 'kiln', 'kiln'])
  expect(container.querySelector('article img, article b[onerror]')).toBeNull()
  expect(screen.getByText(/Three pots in a/)).toBeTruthy()
})

test('where nothing is found the page says what was looked for, and where else to look', async () => {
  aPlace()
  router.go('/search?q=kiln+blue+from%3Aada&tab=latest', { replace: true })

  render(Search)

  await waitFor(() => expect(screen.getByRole('heading', { name: 'No tweets with “kiln blue” from @ada.' })).toBeTruthy())
  expect(screen.getByText('Try fewer words, or look on all nodes.')).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Without from:ada' })).toBeTruthy()
  expect(screen.getByRole('link', { name: 'Latest' }).getAttribute('aria-current')).toBe('page')
})

test('a search that cannot be read is answered with the reason', async () => {
  aPlace(({ path }) => (path.startsWith('/api/search/tweets') ? problem(400, 'That cannot be read.', [{ field: 'q', code: 'invalid', message: 'After has: stands one of media, poll, link, quote.', limit: null }]) : null))
  router.go('/search?q=has%3Azebra', { replace: true })

  render(Search)

  await waitFor(() => expect(screen.getByText('After has: stands one of media, poll, link, quote.')).toBeTruthy())
  expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull()
})

test('while the index is being built the page says that there may be more', async () => {
  let partial = true
  const heard = aPlace(({ path }) => (path.startsWith('/api/search/tweets') ? json(found([aTweet()], { partial })) : null))
  router.go('/search?q=kiln', { replace: true })
  render(Search)
  await waitFor(() => expect(screen.getByText(/There may be more than is shown here/)).toBeTruthy())

  partial = false
  await fireEvent.click(screen.getByRole('button', { name: 'Ask again' }))

  await waitFor(() => expect(screen.queryByText(/There may be more/)).toBeNull())
  expect(paths(heard, '/api/search/tweets')).toHaveLength(2)
  expect(heard[0]?.path).toContain('sort=relevance')
})

test('a chip of the panel narrows the search at once; one that wants a value waits for it', async () => {
  aPlace()
  router.go('/search?q=kiln', { replace: true })
  render(Search)

  await fireEvent.click(screen.getByRole('button', { name: 'Narrow down' }))
  const ways = within(screen.getByRole('list', { name: 'Ways to narrow a search' }))
  await fireEvent.click(ways.getByRole('button', { name: /^has:media/ }))
  expect(router.url.searchParams.get('q')).toBe('has:media kiln')
  await tick()

  await fireEvent.click(ways.getByRole('button', { name: /^from:/ }))
  expect(field().value).toBe('kiln from:')
  expect(router.url.searchParams.get('q')).toBe('has:media kiln')
})

test('hashtags are found with how much they are used, and can be followed', async () => {
  const heard = aPlace()
  router.go('/search?q=bo+from%3Aada&tab=hashtags', { replace: true })

  render(Search)

  await waitFor(() => expect(screen.getByRole('link', { name: /#boats/ }).textContent).toContain('12 tweets by 5 people'))
  expect(screen.getByRole('button', { name: 'Follow #boats' })).toBeTruthy()
  expect(paths(heard, '/api/search/hashtags')[0]).toContain('q=bo&')
})

test('explore tells trends with their reason, people, links and tweets, and of when they are', async () => {
  aPlace()
  router.go('/explore', { replace: true })

  render(Explore)

  await waitFor(() => expect(screen.getByRole('link', { name: /#tea/ }).textContent).toContain('Food · 4 people wrote 7 tweets'))
  expect(screen.getByText('3 likes in 2 hours.')).toBeTruthy()
  expect(screen.getByText('Followed by 2 people you follow.')).toBeTruthy()
  expect(screen.getByRole('link', { name: /tea\.example/ }).getAttribute('rel')).toContain('nofollow')
  expect(screen.getByText(/^As of/)).toBeTruthy()
  await waitFor(() => expect(screen.getByText('Liked by 2 people who like what you like.')).toBeTruthy())
})

test('place and category are asked for by the address, and old numbers say so', async () => {
  const heard = aPlace(({ path }) => (path.startsWith('/api/explore') ? json({ ...EXPLORE, trends: [], partial: true }) : null))
  session.user = { ...MIRA, location: 'Gothenburg, Sweden' }
  router.go('/explore', { replace: true })
  render(Explore)
  await waitFor(() => expect(screen.getByText(/still being counted/)).toBeTruthy())

  await fireEvent.click(screen.getByRole('button', { name: 'Place: Everywhere' }))
  expect(screen.getAllByRole('menuitemradio').map((item) => item.querySelector('b')?.textContent)).toEqual(['Everywhere', 'Gothenburg', 'Sweden', 'Another place…'])
  await fireEvent.click(screen.getByRole('menuitemradio', { name: /Sweden/ }))

  await waitFor(() => expect(screen.getByText(/No hashtag trends near Sweden/)).toBeTruthy())
  expect(router.url.search).toBe('?region=Sweden')
  expect(paths(heard, '/api/explore').at(-1)).toContain('region=Sweden')
})

test('a category there is not leads back to all of them', async () => {
  aPlace(({ path }) => (path.includes('category=nope') ? problem(400, 'A category is one of food.') : null))
  router.go('/explore?category=nope', { replace: true })
  render(Explore)
  await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('A category is one of food.'))

  await fireEvent.click(screen.getByRole('button', { name: 'Try again' }))

  await waitFor(() => expect(screen.getByRole('link', { name: /#tea/ })).toBeTruthy())
})

test('a search in the old address of explore leads to search', async () => {
  aPlace()
  router.go('/explore?q=kiln', { replace: true })

  render(Explore)

  await waitFor(() => expect(router.url.pathname + router.url.search).toBe('/search?q=kiln'))
})

test('somebody who is not wanted goes at once, and comes back when the node says no', async () => {
  let answer = (): Response => new Response(null, { status: 204 })
  const heard = aPlace(({ method }) => (method === 'DELETE' ? answer() : null))
  render(ExplorePeople)
  await waitFor(() => expect(screen.getByText('Writes about #tea, as you do.')).toBeTruthy())

  await fireEvent.click(screen.getByRole('button', { name: 'Do not suggest Bo' }))
  await waitFor(() => expect(screen.queryByText('Bo Nyström')).toBeNull())
  expect(heard.filter(({ method }) => method === 'DELETE').map(({ path }) => path)).toEqual(['/api/recommendations/users/3'])

  answer = () => problem(503, 'The node is busy.')
  await fireEvent.click(screen.getByRole('button', { name: 'Do not suggest Yuki' }))
  await waitFor(() => expect(screen.getByText('Yuki Tanabe')).toBeTruthy())
})

test('beside the column visitors see trends, and nobody is suggested to them', async () => {
  const heard = aPlace()
  session.user = null

  render(SideFinding)

  await waitFor(() => expect(screen.getByRole('link', { name: /#tea/ }).textContent).toContain('4 people in the last hour'))
  expect(paths(heard, '/api/recommendations')).toEqual([])
  session.user = { ...MIRA }
})

test('beside the column at most three people are suggested, with their reasons', async () => {
  aPlace(({ path }) => (path.startsWith('/api/recommendations') ? json({ users: ['5', '6', '7', '8'].map((id) => ({ user: aUser({ id, username: `u${id}` }), reason: SUGGESTIONS[0]?.reason })) }) : null))

  render(SideFinding)

  await waitFor(() => expect(screen.getAllByText('Followed by 2 people you follow.')).toHaveLength(3))
})

test('tweets one might like say why', async () => {
  aPlace()

  render(MightLike, { except: [] })

  await waitFor(() => expect(screen.getByRole('heading', { name: 'Tweets you might like' })).toBeTruthy())
  expect(screen.getByText('Liked by 2 people who like what you like.')).toBeTruthy()
})

test('a hashtag tells its week, who writes with it, and what goes with it, and is asked about once', async () => {
  const heard = aPlace()

  render(Hashtag, { tag: 'tea' })

  await waitFor(() => expect(screen.getByRole('img', { name: /^Tweets by day: .* 20 7$/ })).toBeTruthy())
  expect(screen.getByText('7 people')).toBeTruthy()
  await waitFor(() => expect(screen.getByText('4 people')).toBeTruthy())
  expect(within(screen.getByRole('navigation', { name: 'Related hashtags' })).getAllByRole('link').map((link) => link.getAttribute('href'))).toEqual(['/tags/rye', '/tags/kettles'])
  expect(paths(heard, '/api/hashtags/tea')).toHaveLength(1)
})
