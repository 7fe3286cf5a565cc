import { fireEvent, render, screen, waitFor } from '@testing-library/svelte'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Version } from '../src/api/types'
import HistoryDialog from '../src/components/HistoryDialog.svelte'
import OpenedTweet from '../src/components/OpenedTweet.svelte'
import QuotingDialog from '../src/components/QuotingDialog.svelte'
import Toasts from '../src/components/Toasts.svelte'
import TweetCard from '../src/components/TweetCard.svelte'
import Reactions from '../src/pages/Reactions.svelte'
import { composer } from '../src/state/composer.svelte'
import { confirm } from '../src/state/confirm.svelte'
import { people } from '../src/state/people.svelte'
import { session } from '../src/state/session.svelte'
import { sheets } from '../src/state/sheets.svelte'
import { threads } from '../src/state/threads.svelte'
import { toasts } from '../src/state/toasts.svelte'
import { tweets } from '../src/state/tweets.svelte'
import { aNode, aPicture, aTweet, aUser, json, MIRA, NODE, problem } from './builders'

const version = (change: Partial<Version>): Version => ({ number: 1, content: '', content_html: '', content_warning: '', sensitive: false, language: 'en', media: [], poll_options: [], at: '2026-01-31T12:00:00.000Z', diff: [], ...change })

async function more(item: string): Promise<void> {
  await fireEvent.click(screen.getByRole('button', { name: 'More' }))
  await fireEvent.click(await screen.findByRole('menuitem', { name: item }))
}

beforeEach(() => {
  localStorage.clear()
  session.node = NODE
  session.user = MIRA
  tweets.forgetAll()
  people.forgetAll()
  threads.muted.clear()
  toasts.dismiss()
  composer.close()
  sheets.close()
})

afterEach(() => vi.unstubAllGlobals())

test('one’s own tweet can be edited, pinned and opened to quotes; nobody else’s can', async () => {
  render(TweetCard, { tweet: tweets.keep(aTweet({ user: MIRA })) })
  await fireEvent.click(screen.getByRole('button', { name: 'More' }))

  expect((await screen.findAllByRole('menuitem')).map((item) => item.textContent?.trim())).toEqual(['Edit', 'Pin to my profile', 'Who may quote', 'Mute this thread', 'Delete'])
})

test('Edit opens the composer with the tweet', async () => {
  const tweet = tweets.keep(aTweet({ user: MIRA }))
  render(TweetCard, { tweet })

  await more('Edit')

  expect(composer.purpose?.edited).toBe(tweet)
})

test('a pin shows at once and is put back when the node says no', async () => {
  aNode(() => problem(400, 'You have pinned five tweets. Unpin one first.'))
  const tweet = tweets.keep(aTweet({ user: MIRA }))
  render(TweetCard, { tweet })

  const pinning = more('Pin to my profile')
  await waitFor(() => expect(tweet.is_pinned).toBe(true))
  await pinning

  await waitFor(() => expect(toasts.current?.text).toBe('Not pinned. You have pinned five tweets. Unpin one first.'))
  expect(tweet.is_pinned).toBe(false)
})

const LATER = { 'Undelete-Until': '2026-03-02T12:00:00.000Z' }

test('a deleted tweet can be brought back for a moment', async () => {
  const heard = aNode(({ method }) => (method === 'DELETE' ? new Response(null, { status: 204, headers: LATER }) : json(aTweet({ user: MIRA }))))
  const tweet = tweets.keep(aTweet({ user: MIRA }))
  const removing = tweets.remove(tweet)
  confirm.answer(true)
  await removing
  expect(toasts.current).toMatchObject({ text: 'Deleted', action: { label: 'Undo' } })

  toasts.current?.action?.run()

  await waitFor(() => expect(tweets.gone.has('100')).toBe(false))
  expect(heard.map(({ method, path }) => `${method} ${path}`)).toEqual(['DELETE /api/tweets/100', 'POST /api/tweets/100/undelete'])
})

test('the button of a toast does what it says', async () => {
  const run = vi.fn()
  render(Toasts)
  toasts.say('Deleted', { action: { label: 'Undo', run } })

  await fireEvent.click(await screen.findByRole('button', { name: 'Undo' }))

  expect(run).toHaveBeenCalledOnce()
  expect(toasts.current).toBeNull()
})

test('what other nodes have seen is not offered to be brought back', async () => {
  aNode(() => new Response(null, { status: 204 }))
  const removing = tweets.remove(tweets.keep(aTweet({ user: MIRA })))
  confirm.answer(true)
  await removing

  expect(toasts.current).toMatchObject({ text: 'Deleted here, and other nodes are told' })
  expect(toasts.current?.action).toBeUndefined()
  expect(tweets.gone.has('100')).toBe(true)
})

test('what left this node meanwhile cannot be brought back, and that is said', async () => {
  aNode(({ method }) => (method === 'DELETE' ? new Response(null, { status: 204, headers: LATER }) : problem(409, 'The words of this tweet are gone: it was seen on other nodes.')))
  const removing = tweets.remove(tweets.keep(aTweet({ user: MIRA })))
  confirm.answer(true)
  await removing

  toasts.current?.action?.run()

  await waitFor(() => expect(toasts.current?.text).toBe('Not brought back. The words of this tweet are gone: it was seen on other nodes.'))
  expect(tweets.gone.has('100')).toBe(true)
})

test('a thread is muted from its menu, with a way back', async () => {
  const heard = aNode(() => json(aTweet()))
  render(TweetCard, { tweet: tweets.keep(aTweet()) })

  await more('Mute this thread')
  await waitFor(() => expect(toasts.current?.action?.label).toBe('Undo'))
  toasts.current?.action?.run()

  await waitFor(() => expect(heard.map(({ method, path }) => `${method} ${path}`).filter((call) => call.includes('mute'))).toEqual(['POST /api/tweets/100/mute', 'DELETE /api/tweets/100/mute']))
  expect(threads.muted.has('100')).toBe(false)
})

test('whoever is quoted can take their tweet out', async () => {
  const heard = aNode(({ method }) => (method === 'DELETE' ? new Response(null, { status: 204 }) : json(aUser())))
  const quoting = tweets.keep(aTweet({ quote_id: '9', quote: aTweet({ id: '9', user: MIRA, content: 'Mine.' }), quote_state: 'accepted' }))
  render(TweetCard, { tweet: quoting })

  await more('Take my tweet out of it')

  await waitFor(() => expect(screen.getByText('Its author took it out of this tweet.')).toBeTruthy())
  expect(heard.at(-1)).toMatchObject({ method: 'DELETE', path: '/api/tweets/9/quotes/100' })
})

test('who may quote is changed for a tweet that stands already', async () => {
  const heard = aNode(() => json(aTweet({ user: MIRA, quote_policy: 'nobody' })))
  const tweet = tweets.keep(aTweet({ user: MIRA }))
  render(QuotingDialog, { tweet })

  await fireEvent.click(screen.getByRole('radio', { name: /^Nobody may quote/ }))
  await fireEvent.click(screen.getByRole('button', { name: 'Save' }))

  await waitFor(() => expect(heard[0]).toMatchObject({ method: 'PUT', path: '/api/tweets/100/quote-policy', body: { policy: 'nobody' } }))
  expect(tweet.quote_policy).toBe('nobody')
})

test('“edited” opens how it was before', async () => {
  render(TweetCard, { tweet: tweets.keep(aTweet({ edited_at: '2026-02-01T00:00:00.000Z' })) })

  await fireEvent.click(screen.getByRole('button', { name: 'edited' }))

  expect(sheets.open).toMatchObject({ kind: 'history', tweet: { id: '100' } })
})

test('the history tells what went and what came in words too, the newest first', async () => {
  aNode(() =>
    json({
      versions: [
        version({ content: 'Fired the small kiln.' }),
        version({ number: 2, content: 'Fired the tall kiln.', media: [aPicture()], at: '2026-02-01T12:00:00.000Z', diff: [['=', 'Fired the '], ['-', 'small'], ['+', 'tall'], ['=', ' kiln.']] }),
      ],
    }),
  )

  render(HistoryDialog, { tweet: aTweet() })

  await waitFor(() => expect(document.querySelector('del')?.textContent).toBe('taken out: small'))
  expect(document.querySelector('ins')?.textContent).toBe('put in: tall')
  expect(screen.getAllByRole('heading', { level: 3 }).map((heading) => heading.textContent)).toEqual([expect.stringContaining('As it is now'), expect.stringContaining('As Ada first wrote it')])
  expect(screen.getByText('The pictures changed.')).toBeTruthy()
})

test('a history that does not come can be asked for again', async () => {
  let up = false
  aNode(() => (up ? json({ versions: [version({ content: 'Once.' })] }) : problem(503, 'Busy.')))
  render(HistoryDialog, { tweet: aTweet() })
  await screen.findByText('Busy.')

  up = true
  await fireEvent.click(screen.getByRole('button', { name: 'Try again' }))

  await waitFor(() => expect(screen.getByText('Once.')).toBeTruthy())
})

test('the sums of an opened tweet lead to who made them', () => {
  render(OpenedTweet, { tweet: tweets.keep(aTweet({ like_count: 1, retweet_count: 2, quote_count: 3 })) })

  expect(screen.getAllByRole('link').map((link) => link.getAttribute('href')).filter((href) => href?.includes('/100/'))).toEqual(['/@ada@tea.example/100/retweets', '/@ada@tea.example/100/quotes', '/@ada@tea.example/100/likes'])
})

test('who liked a tweet is listed', async () => {
  const heard = aNode(() => json({ users: [aUser({ id: '7', username: 'kofi', host: null, display_name: 'Kofi Mensah' })], pagination: { limit: 30, offset: null, cursor: null, has_more: false, newest: null } }))

  render(Reactions, { handle: '@ada@tea.example', id: '100', which: 'likes' })

  await waitFor(() => expect(screen.getByText('Kofi Mensah')).toBeTruthy())
  expect(heard[0]?.path).toBe('/api/tweets/100/likes?limit=30')
})
