import { fireEvent, render, screen, waitFor } from '@testing-library/svelte'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { KeptDraft } from '../src/api/types'
import ComposerDialog from '../src/components/ComposerDialog.svelte'
import Drafts from '../src/pages/Drafts.svelte'
import { choices } from '../src/state/choices.svelte'
import { composer } from '../src/state/composer.svelte'
import { drafts } from '../src/state/drafts.svelte'
import { outbox } from '../src/state/outbox.svelte'
import { session } from '../src/state/session.svelte'
import { toasts } from '../src/state/toasts.svelte'
import { writingOfKept, unfinishedOf } from '../src/state/writings'
import { wordAt } from '../src/text/completing'
import { found, groups } from '../src/text/emoji'
import { asFields, atFields, likely, timeProblem } from '../src/text/scheduling'
import { NEW } from '../src/state/composer.svelte'
import { aNode, aPicture, json, MIRA, NODE, problem } from './builders'

const TWEET = { content: 'Half a thought', reply_to_id: null, quote_id: null, visibility: null, content_warning: '', sensitive: false, language: null, media_ids: [], media: [], poll: null, quote_policy: null }
const aDraft = (told: Partial<KeptDraft> = {}): KeptDraft => ({ id: '7', tweets: [TWEET], scheduled_at: null, problem: null, reply_to: null, quote: null, created_at: '2026-01-31T12:00:00.000Z', changed_at: '2026-01-31T12:00:00.000Z', ...told })
const page = (name: string, items: KeptDraft[]): object => ({ [name]: items, pagination: { limit: 30, offset: null, cursor: null, newest: null, has_more: false } })
const button = (name: string | RegExp): HTMLButtonElement => screen.getByRole('button', { name })
const write = (text: string): Promise<boolean> => fireEvent.input(screen.getByRole('textbox'), { target: { value: text } })

beforeEach(() => {
  localStorage.clear()
  drafts.dropAll()
  choices.choose({ undo_seconds: 0, visibility: 'public', quote_policy: 'public' })
  session.node = NODE
  session.user = MIRA
  outbox.letters = []
  toasts.dismiss()
  composer.close()
})

afterEach(() => {
  composer.close()
  vi.unstubAllGlobals()
})

test.each([
  ['Hello @ad', { kind: 'person', query: 'ad', start: 6, end: 9 }],
  ['@ada@tea.ex', { kind: 'person', query: 'ada@tea.ex', start: 0, end: 11 }],
  ['so #té', { kind: 'tag', query: 'té', start: 3, end: 6 }],
  ['(:sail', { kind: 'emoji', query: 'sail', start: 1, end: 6 }],
  ['mail me at ada@tea', null],
  ['see https://a.example/#part', null],
  ['at 10:30', null],
  ['smile :)', null],
  ['nothing @', null],
])('the word being written at the end of "%s"', (text, word) => {
  expect(wordAt(text, text.length)).toEqual(word)
})

test('a word is completed at its end, not in its middle', () => {
  expect(wordAt('@ada is here', 2)).toBeNull()
  expect(wordAt('@ada is here', 4)).toMatchObject({ query: 'ada' })
})

test('emoji are found by name and by what people call them, and each stands once', () => {
  const all = groups().flatMap(({ emoji }) => emoji.map(({ text }) => text))

  expect(found('thanks', 5).map(({ text }) => text)).toContain('🙏')
  expect(found('party popper', 5)[0]?.text).toBe('🎉')
  expect(found('flag germany', 5)[0]?.text).toBe('🇩🇪')
  expect(found('zzz', 5)).toEqual([])
  expect(new Set(all).size).toBe(all.length)
})

test('likely times lie ahead, and any other is checked', () => {
  const now = new Date(2026, 0, 31, 21, 15)

  expect(likely(now).map(({ label }) => label)).toEqual(['In an hour', 'Tomorrow morning', 'On Monday', 'Tomorrow evening'])
  expect(atFields(asFields(new Date(2026, 1, 3, 9, 5)))?.getTime()).toBe(new Date(2026, 1, 3, 9, 5).getTime())
  expect(atFields({ day: '', time: '09:00' })).toBeNull()
  expect(timeProblem(now, now.getTime())).not.toBe('')
  expect(timeProblem(new Date(2026, 1, 1), now.getTime())).toBe('')
  expect(timeProblem(new Date(2028, 1, 1), now.getTime())).not.toBe('')
})

test('what the node kept is written on as it was', () => {
  const tweet = { ...TWEET, content_warning: 'later', sensitive: true, visibility: 'unlisted', language: 'de', quote_policy: 'nobody', media: [aPicture({ id: '71' })], media_ids: ['71'] }
  const asked = { ...TWEET, poll: { options: ['Tea'], expires_in: 3600, multiple: true, hide_totals: false } }

  const [first, second] = unfinishedOf(writingOfKept(aDraft({ tweets: [tweet, asked] })), NEW)

  expect(first).toMatchObject({ content: 'Half a thought', content_warning: 'later', sensitive: true, visibility: 'unlisted', language: 'de', quote_policy: 'nobody', media_ids: ['71'] })
  expect(second).toMatchObject({ poll: { options: ['Tea'], expires_in: 3600, multiple: true } })
})

test('closing asks, and saves on the node', async () => {
  const heard = aNode(() => json(aDraft(), 201))
  render(ComposerDialog)
  composer.write()
  await waitFor(() => screen.getByRole('textbox'))
  await write('Half a thought')

  await fireEvent.click(button('Close'))
  await fireEvent.click(await screen.findByRole('button', { name: 'Save draft' }))

  await waitFor(() => expect(composer.purpose).toBeNull())
  expect(heard[0]).toMatchObject({ method: 'POST', path: '/api/drafts', body: { content: 'Half a thought' } })
  expect(localStorage.getItem('nodeapp.draft.new')).toBeNull()
})

test('closing asks nothing where nothing was written', async () => {
  const heard = aNode(() => json({}))
  render(ComposerDialog)
  composer.write()
  await waitFor(() => screen.getByRole('textbox'))

  await fireEvent.click(button('Close'))

  expect(composer.purpose).toBeNull()
  expect(heard).toEqual([])
})

test('what the node does not take stays in this browser', async () => {
  aNode(() => problem(400, 'You have 100 drafts already.'))
  render(ComposerDialog)
  composer.write()
  await waitFor(() => screen.getByRole('textbox'))
  await write('Half a thought')

  await fireEvent.click(button('Close'))
  await fireEvent.click(await screen.findByRole('button', { name: 'Save draft' }))

  await waitFor(() => expect(toasts.current?.text).toMatch(/^Kept in this browser only/))
  expect(localStorage.getItem('nodeapp.draft.new')).toContain('Half a thought')
})

test('thrown away is gone, and going on goes on', async () => {
  const heard = aNode(() => json({}))
  render(ComposerDialog)
  composer.write()
  await waitFor(() => screen.getByRole('textbox'))
  await write('Half a thought')

  await fireEvent.click(button('Close'))
  await fireEvent.click(await screen.findByRole('button', { name: 'Go on writing' }))
  expect(composer.purpose).not.toBeNull()
  await fireEvent.click(button('Close'))
  await fireEvent.click(await screen.findByRole('button', { name: 'Throw it away' }))

  expect(composer.purpose).toBeNull()
  expect(heard).toEqual([])
  expect(drafts.open('new').pieces[0]?.content).toBe('')
})

test('a draft with a time is scheduled, and is a draft no more', async () => {
  const heard = aNode(({ method }) => (method === 'DELETE' ? new Response(null, { status: 204 }) : json(aDraft({ id: '8', scheduled_at: '2026-02-03T09:00:00.000Z' }), 201)))
  render(ComposerDialog)
  composer.write({ kept: aDraft() })
  await waitFor(() => screen.getByRole('textbox'))

  await fireEvent.click(button('Post it later'))
  await fireEvent.click(await screen.findByRole('button', { name: /^Tomorrow morning/ }))
  await fireEvent.click(button('Set the time'))
  await fireEvent.click(button('Schedule'))

  await waitFor(() => expect(heard.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /api/tweets', 'DELETE /api/drafts/7']))
  expect(heard[0]?.body).toMatchObject({ content: 'Half a thought', scheduled_at: expect.stringMatching(/^\d{4}-/) as string })
})

test('a draft that could not be sent stays on the shelf', async () => {
  const heard = aNode(({ method }) => (method === 'DELETE' ? new Response(null, { status: 204 }) : problem(400, 'No.')))
  render(ComposerDialog)
  composer.write({ kept: aDraft() })
  await waitFor(() => screen.getByRole('textbox'))

  await fireEvent.click(button('Tweet'))

  await waitFor(() => expect(outbox.letters[0]?.state).toBe('refused'))
  expect(heard.map(({ method }) => method)).toEqual(['POST'])
  expect(outbox.letters[0]?.draft?.id).toBe('7')
})

test('the list says what came back and why', async () => {
  aNode(() => json(page('drafts', [aDraft({ problem: 'The tweet you mean is not there any more.' })])))
  render(Drafts, { later: false })

  expect(await screen.findByText('Not posted: The tweet you mean is not there any more.')).toBeTruthy()
})

test('what is scheduled shows its day and can be posted now', async () => {
  const later = aDraft({ scheduled_at: '2026-02-03T09:00:00.000Z', tweets: [TWEET, TWEET] })
  const heard = aNode(({ method }) => (method === 'POST' ? json({ tweets: [] }) : json(page('scheduled', [later]))))
  render(Drafts, { later: true })
  await screen.findByText(/thread of 2/)

  await fireEvent.click(button('More'))
  await fireEvent.click(await screen.findByRole('menuitem', { name: 'Post now' }))

  await waitFor(() => expect(screen.queryByText(/thread of 2/)).toBeNull())
  expect(heard.at(-1)).toMatchObject({ method: 'POST', path: '/api/scheduled/7/post' })
})
