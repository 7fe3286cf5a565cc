import { fireEvent, render, screen, waitFor } from '@testing-library/svelte'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import Composer from '../src/components/Composer.svelte'
import FollowButton from '../src/components/FollowButton.svelte'
import Prose from '../src/components/Prose.svelte'
import TweetCard from '../src/components/TweetCard.svelte'
import Login from '../src/pages/Login.svelte'
import { NEW } from '../src/state/composer.svelte'
import { drafts } from '../src/state/drafts.svelte'
import { home } from '../src/state/home.svelte'
import { outbox } from '../src/state/outbox.svelte'
import { people } from '../src/state/people.svelte'
import { session } from '../src/state/session.svelte'
import { tweets } from '../src/state/tweets.svelte'
import { aNode, aTweet, aUser, aWriting, json, MIRA, NODE, problem, STRANGER } from './builders'


beforeEach(() => {
  localStorage.clear()
  drafts.dropAll()
  session.node = NODE
  session.user = MIRA
  outbox.letters = []
  tweets.forgetAll()
  people.forgetAll()
})

afterEach(() => vi.unstubAllGlobals())

test('a card reads author, text, time and counts to listeners', () => {
  const tweet = tweets.keep(aTweet({ like_count: 1, reply_count: 2 }))

  render(TweetCard, { tweet, position: 3, size: 20 })

  const card = screen.getByRole('article')
  expect(card.getAttribute('aria-label')).toMatch(/^Ada Okafor, Fired the tall kiln\., .+, 2 replies, 0 retweets, 1 like$/)
  expect(card.getAttribute('aria-posinset')).toBe('3')
})

test('what is behind a note is not there until it is asked for', async () => {
  const tweet = tweets.keep(aTweet({ content: 'The paper wins.', content_warning: 'How the novel ends' }))
  render(TweetCard, { tweet })
  expect(screen.queryByText('The paper wins.')).toBeNull()

  await fireEvent.click(screen.getByRole('button', { name: 'Show' }))

  expect(screen.getByText('The paper wins.')).toBeTruthy()
})

test('a quoted tweet one may not see is said to be hidden', () => {
  const tweet = tweets.keep(aTweet({ quote_id: '99', quote: null }))

  render(TweetCard, { tweet })

  expect(screen.getByText('You cannot see this tweet.')).toBeTruthy()
})

test('a tweet for followers cannot be retweeted, and the button says why', () => {
  const tweet = tweets.keep(aTweet({ visibility: 'followers' }))

  render(TweetCard, { tweet })

  const button = screen.getByRole('button', { name: /Retweet/ }) as HTMLButtonElement
  expect(button.disabled).toBe(true)
  expect(button.title).toBe('Ada shares this with followers only')
})

test('a menu opens from its button, leaves with Escape and gives the focus back', async () => {
  const tweet = tweets.keep(aTweet())
  render(TweetCard, { tweet })
  const button = screen.getByRole('button', { name: 'Share' })
  await fireEvent.click(button)
  await waitFor(() => expect(document.activeElement?.textContent).toContain('Quote'))

  await fireEvent.keyDown(screen.getByRole('menu'), { key: 'Escape' })

  await waitFor(() => expect(screen.queryByRole('menu')).toBeNull())
  expect(document.activeElement).toBe(button)
})

test('links elsewhere open apart and tell nothing about the reader', () => {
  render(Prose, { html: '<p>See <a href="https://kiln.example/x" onclick="alert(1)" style="color:red">this</a><script>alert(1)</script></p>' })

  const link = screen.getByRole('link')
  expect(link.getAttributeNames().sort()).toEqual(['class', 'dir', 'href', 'rel', 'target'].filter((name) => link.hasAttribute(name)).sort())
  expect(link.getAttribute('rel')).toBe('noopener noreferrer nofollow')
  expect(link.getAttribute('target')).toBe('_blank')
  expect(document.querySelector('script')).toBeNull()
})

test('a written tweet goes out once, stands at the top of home, and leaves no draft', async () => {
  const heard = aNode(({ path }) => (path === '/api/tweets' ? json(aTweet({ id: '500', user: MIRA, content: 'Hello.' }), 201) : json({ tweets: [], pagination: { limit: 30, offset: null, cursor: null, has_more: false, newest: null } })))
  await home.list.again()
  render(Composer, { purpose: NEW, row: true })
  await fireEvent.click(screen.getByRole('button', { name: 'What would you like to say?' }))
  await fireEvent.input(screen.getByRole('textbox', { name: 'What would you like to say?' }), { target: { value: 'Hello.' } })

  await fireEvent.click(screen.getByRole('button', { name: 'Tweet' }))

  await waitFor(() => expect(home.list.items.map(({ id }) => id)).toEqual(['500']))
  expect(heard.filter(({ method }) => method === 'POST').map(({ body }) => body)).toEqual([{ content: 'Hello.', content_warning: null, sensitive: false, language: 'en', visibility: 'public', quote_policy: 'public', reply_to_id: null, quote_id: null, media_ids: [], poll: null }])
  expect(outbox.letters).toEqual([])
  expect(localStorage.getItem('nodeapp.draft.new')).toBeNull()
})

test('too long a tweet cannot be sent, and says by how much', async () => {
  render(Composer, { purpose: NEW })

  await fireEvent.input(screen.getByRole('textbox'), { target: { value: 'a'.repeat(294) } })

  expect((screen.getByRole('button', { name: 'Tweet' }) as HTMLButtonElement).disabled).toBe(true)
  expect(screen.getByText('14 characters too many')).toBeTruthy()
})

test('a reply names its parent’s author and is seen by no more people than the parent', async () => {
  const heard = aNode(() => json(aTweet({ id: '501', user: MIRA }), 201))
  const parent = tweets.keep(aTweet({ visibility: 'followers' }))
  render(Composer, { purpose: { ...NEW, replyTo: parent } })
  await waitFor(() => expect((screen.getByRole('textbox') as HTMLTextAreaElement).value).toBe('@ada@tea.example '))

  await fireEvent.input(screen.getByRole('textbox'), { target: { value: '@ada@tea.example Lovely.' } })
  await fireEvent.click(screen.getByRole('button', { name: 'Reply' }))

  await waitFor(() => expect(heard.length).toBe(1))
  expect(heard[0]).toMatchObject({ path: '/api/tweets/100/reply', body: { content: '@ada@tea.example Lovely.', visibility: 'followers', reply_to_id: '100' } })
})

test('a refused tweet stays, says why, and can be written again', async () => {
  aNode(() => problem(400, 'No.', [{ field: 'content', code: 'refused', message: 'This node does not take that word.', limit: null }]))

  outbox.send([{ content: 'A word.', visibility: 'unlisted' }], 'new', aWriting('A word.', { visibility: 'unlisted' }))

  await waitFor(() => expect(outbox.letters[0]?.state).toBe('refused'))
  expect(outbox.letters[0]?.reason).toBe('This node does not take that word.')
  outbox.edit(outbox.letters[0]!)
  expect(drafts.open('new')).toMatchObject({ pieces: [{ content: 'A word.' }], visibility: 'unlisted' })
  expect(outbox.letters).toEqual([])
})

test('a tweet written without a connection waits, and goes with the same key when it is back', async () => {
  let up = false
  const heard = aNode(() => (up ? json(aTweet({ id: '502', user: MIRA }), 201) : Promise.reject(new TypeError('Failed to fetch'))))
  outbox.send([{ content: 'One bar of signal.' }], 'new', aWriting('One bar of signal.'))
  await waitFor(() => expect(outbox.letters[0]?.state).toBe('waiting'))

  up = true
  outbox.resume()

  await waitFor(() => expect(outbox.letters).toEqual([]))
  expect(new Set(heard.map(({ headers }) => headers.get('Idempotency-Key'))).size).toBe(1)
})

test.each([
  [STRANGER, 'Follow'],
  [{ ...STRANGER, followed_by: true }, 'Follow back'],
  [{ ...STRANGER, requested: true }, 'Asked'],
  [{ ...STRANGER, following: true }, 'Following'],
  [{ ...STRANGER, blocking: true }, 'Blocked'],
])('the follow button tells how things stand: %#', (relationship, words) => {
  render(FollowButton, { user: people.keep(aUser({ relationship })) })

  expect(screen.getByText(words)).toBeTruthy()
})

test('nobody is offered to follow themselves', () => {
  render(FollowButton, { user: people.keep(MIRA) })

  expect(screen.queryByRole('button')).toBeNull()
})

test('a wrong password is told at its field, and the name stays', async () => {
  aNode(() => problem(401, 'That password does not match.'))
  session.user = null
  render(Login)
  await fireEvent.input(screen.getByLabelText('Handle or e-mail'), { target: { value: '@mira' } })
  await fireEvent.input(screen.getByLabelText('Password'), { target: { value: 'nope' } })

  await fireEvent.click(screen.getByRole('button', { name: 'Sign in' }))

  await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('That password does not match.'))
  expect((screen.getByLabelText('Handle or e-mail') as HTMLInputElement).value).toBe('@mira')
})
