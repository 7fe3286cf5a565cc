import { fireEvent, render, screen, waitFor } from '@testing-library/svelte'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import Composer from '../src/components/Composer.svelte'
import PendingTweet from '../src/components/PendingTweet.svelte'
import { choices } from '../src/state/choices.svelte'
import { composer, NEW } from '../src/state/composer.svelte'
import { drafts } from '../src/state/drafts.svelte'
import { outbox } from '../src/state/outbox.svelte'
import { people } from '../src/state/people.svelte'
import { session } from '../src/state/session.svelte'
import { toasts } from '../src/state/toasts.svelte'
import { tweets } from '../src/state/tweets.svelte'
import { aNode, anUploader, aPicture, aPoll, aTweet, json, MIRA, NODE, problem } from './builders'

const field = (name = 'What would you like to say?'): HTMLTextAreaElement => screen.getByRole('textbox', { name })
const button = (name: string | RegExp): HTMLButtonElement => screen.getByRole('button', { name })
const write = (text: string, name?: string): Promise<boolean> => fireEvent.input(field(name), { target: { value: text } })
const file = (name = 'fog.jpg', type = 'image/jpeg'): File => new File(['x'], name, { type })
const sentBy = (heard: { method: string; path: string; body: unknown }[]): unknown => heard.find(({ method }) => method === 'POST')?.body

async function choose(...files: File[]): Promise<void> {
  await fireEvent.change(document.querySelector('input[type=file]')!, { target: { files } })
}

beforeEach(() => {
  localStorage.clear()
  drafts.dropAll()
  choices.choose({ undo_seconds: 0, visibility: 'public', quote_policy: 'public' })
  session.node = NODE
  session.user = MIRA
  outbox.letters = []
  tweets.forgetAll()
  people.forgetAll()
  toasts.dismiss()
  composer.close()
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('a poll is asked with the choices that were given', async () => {
  const heard = aNode(() => json(aTweet({ id: '500', user: MIRA }), 201))
  render(Composer, { purpose: NEW })
  await write('Which pass?')
  await fireEvent.click(button('Poll'))
  await fireEvent.input(await screen.findByRole('textbox', { name: 'Choice 1' }), { target: { value: 'Grimsel' } })
  expect(button('Tweet').disabled).toBe(true)

  await fireEvent.keyDown(screen.getByRole('textbox', { name: 'Choice 1' }), { key: 'Enter' })
  await fireEvent.input(screen.getByRole('textbox', { name: 'Choice 2' }), { target: { value: 'Furka' } })
  await fireEvent.keyDown(screen.getByRole('textbox', { name: 'Choice 2' }), { key: 'Enter' })
  expect(await screen.findByRole('textbox', { name: 'Choice 3' })).toBeTruthy()
  await fireEvent.click(button('Tweet'))

  await waitFor(() => expect(sentBy(heard)).toMatchObject({ poll: { options: ['Grimsel', 'Furka'], expires_in: 86_400, multiple: false, hide_totals: false } }))
})

test('a thread is written in one go and sent as one', async () => {
  const heard = aNode(() => json({ tweets: ['1', '2'].map((id) => aTweet({ id, user: MIRA })) }, 201))
  render(Composer, { purpose: NEW })
  await write('First.')

  await fireEvent.click(button('Add another tweet to the thread'))
  await write('Second.', 'And then?')
  await fireEvent.click(button('Tweet all'))

  await waitFor(() => expect(toasts.current?.text).toBe('Thread sent'))
  expect(heard[0]).toMatchObject({ path: '/api/tweets', body: { thread: [{ content: 'First.' }, { content: 'Second.' }] } })
})

test('what is too much moves to the next tweet of the thread', async () => {
  render(Composer, { purpose: NEW })
  await write(`${'word '.repeat(60)}end`)
  expect(button('Tweet').disabled).toBe(true)

  await fireEvent.click(button('Move the rest to a new tweet'))

  expect(drafts.open('new').pieces.map(({ content }) => content.length <= 280)).toEqual([true, true])
  expect(button('Tweet all').disabled).toBe(false)
})

test('notes, sensitivity, language and who may quote go with it', async () => {
  const heard = aNode(() => json(aTweet({ id: '500', user: MIRA }), 201))
  choices.choose({ quote_policy: 'followers' })
  render(Composer, { purpose: NEW })
  await write('Das Ende.')
  await fireEvent.click(button('Content note'))
  await fireEvent.input(screen.getByRole('textbox', { name: 'Content note' }), { target: { value: 'How it ends' } })
  await fireEvent.click(button(/language: English$/))
  await fireEvent.click(await screen.findByRole('menuitemradio', { name: 'Deutsch' }))

  await fireEvent.click(button('Tweet'))

  await waitFor(() => expect(sentBy(heard)).toMatchObject({ content_warning: 'How it ends', language: 'de', quote_policy: 'followers' }))
})

test('a draft comes back whole: its thread, its pictures, its poll', async () => {
  const uploads = anUploader()
  aNode(() => json(aPicture({ id: '71' })))
  const { unmount } = render(Composer, { purpose: NEW })
  await write('First.')
  await choose(file())
  uploads[0]?.answer(201, aPicture({ id: '71' }))
  await waitFor(() => expect(drafts.open('new').pieces[0]?.attachments[0]?.media).not.toBeNull())
  await fireEvent.click(button('Add another tweet to the thread'))
  await fireEvent.click(button('Poll'))
  await fireEvent.input(await screen.findByRole('textbox', { name: 'Choice 1' }), { target: { value: 'Yes' } })
  drafts.save('new')
  unmount()

  const kept = localStorage.getItem('nodeapp.draft.new')!
  drafts.dropAll()
  localStorage.setItem('nodeapp.draft.new', kept)
  render(Composer, { purpose: NEW })

  expect(field().value).toBe('First.')
  expect(await screen.findByRole('group', { name: /^Picture: Two egrets/ })).toBeTruthy()
  expect((await screen.findByRole('textbox', { name: 'Choice 1' }) as HTMLInputElement).value).toBe('Yes')
})

test('a picture the node has given up is taken out of an old draft, and said', async () => {
  aNode(() => problem(404, 'No such file.'))
  const draft = drafts.open('new')
  draft.pieces[0]!.content = 'Fog.'
  draft.pieces[0]!.attachments = [{ key: 'k', media: aPicture(), progress: 1, problem: '', preview: '', name: '', standing: false }]

  render(Composer, { purpose: NEW })

  await waitFor(() => expect(draft.pieces[0]?.attachments).toEqual([]))
  expect(toasts.current?.text).toBe('A picture of this draft is no longer kept. Add it again.')
})

test('a draft of an older page is no reason to fail', () => {
  localStorage.setItem('nodeapp.draft.new', JSON.stringify({ content: 'Old.', note: '', noteOpen: false, visibility: null }))

  render(Composer, { purpose: NEW })

  expect(field().value).toBe('')
})

test('editing begins with what is there and sends what changed', async () => {
  const tweet = tweets.keep(aTweet({ user: MIRA, media: [aPicture({ id: '71' })] }))
  const heard = aNode(() => json(aTweet({ user: MIRA, content: 'Fired it.', edited_at: '2026-02-01T00:00:00.000Z' })))
  render(Composer, { purpose: { ...NEW, edited: tweet } })
  expect(field('What would you rather say?').value).toBe('Fired the tall kiln.')
  expect(button('Save').disabled).toBe(true)

  await write('Fired it.', 'What would you rather say?')
  await fireEvent.click(button('Save'))

  await waitFor(() => expect(tweet.content).toBe('Fired it.'))
  expect(heard[0]).toMatchObject({ method: 'PUT', path: '/api/tweets/100', body: { content: 'Fired it.', media_ids: ['71'], media: [{ id: '71', alt: 'Two egrets in the reeds', focus: null }] } })
  expect(localStorage.getItem('nodeapp.draft.edit 100')).toBeNull()
})

test('an edit of the words alone leaves the poll and its votes', async () => {
  const heard = aNode(() => json(aTweet({ user: MIRA, content: 'Which of them?', poll: aPoll() })))
  render(Composer, { purpose: { ...NEW, edited: tweets.keep(aTweet({ user: MIRA, poll: aPoll() })) } })

  await write('Which of them?', 'What would you rather say?')
  await fireEvent.click(button('Save'))

  await waitFor(() => expect(heard.length).toBe(1))
  expect(heard[0]?.body).not.toHaveProperty('poll')
})

test('pictures of a tweet that is edited are described with the edit, not by themselves', async () => {
  const heard = aNode(() => json(aTweet({ user: MIRA })))
  render(Composer, { purpose: { ...NEW, edited: tweets.keep(aTweet({ user: MIRA, media: [aPicture({ id: '71', alt: '' })] })) } })
  await fireEvent.click(await screen.findByRole('button', { name: 'Describe it' }))
  await fireEvent.input(screen.getByLabelText('What is to be seen'), { target: { value: 'A ship.' } })
  await fireEvent.submit(document.querySelector('dialog form')!)

  await fireEvent.click(button('Save'))

  await waitFor(() => expect(heard.map(({ method }) => method)).toEqual(['PUT']))
  expect(heard[0]?.body).toMatchObject({ media: [{ id: '71', alt: 'A ship.' }] })
})

test('a tweet has pictures or a poll, not both', async () => {
  const uploads = anUploader()
  render(Composer, { purpose: NEW })
  await fireEvent.click(button('Poll'))

  await fireEvent.paste(field(), { clipboardData: { files: [file()] } })

  expect(uploads).toEqual([])
  expect(toasts.current?.text).toBe('A tweet has pictures or a poll, not both.')
  expect(button('Pictures and video, not with a poll').disabled).toBe(true)
})

test('a refused edit stays open with the reason', async () => {
  aNode(() => problem(400, 'No.', [{ field: 'content', code: 'refused', message: 'This node does not take that word.', limit: null }]))
  render(Composer, { purpose: { ...NEW, edited: tweets.keep(aTweet({ user: MIRA })) } })

  await write('A word.', 'What would you rather say?')
  await fireEvent.click(button('Save'))

  await waitFor(() => expect(screen.getByText('This node does not take that word.')).toBeTruthy())
  expect(field('What would you rather say?').value).toBe('A word.')
})

test('Undo holds a tweet back and brings everything back into the composer', async () => {
  const heard = aNode(() => json(aTweet({ id: '500', user: MIRA }), 201))
  choices.choose({ undo_seconds: 5 })
  render(Composer, { purpose: NEW })
  await write('Too quick.')
  await fireEvent.click(button('Tweet'))
  expect(toasts.current?.text).toBe('Sending in 5 seconds')
  await write('Begun meanwhile.')

  toasts.current?.action?.run()

  expect(heard).toEqual([])
  expect(outbox.letters).toEqual([])
  expect(drafts.open('new').pieces.map(({ content }) => content)).toEqual(['Too quick.', 'Begun meanwhile.'])
  expect(composer.purpose).not.toBeNull()
})

test('without Undo it goes when the time is up', async () => {
  vi.useFakeTimers()
  const heard = aNode(() => json(aTweet({ id: '500', user: MIRA }), 201))
  choices.choose({ undo_seconds: 5 })
  render(Composer, { purpose: NEW })
  await write('Well considered.')
  await fireEvent.click(button('Tweet'))

  await vi.advanceTimersByTimeAsync(4_900)
  expect(heard).toEqual([])
  await vi.advanceTimersByTimeAsync(200)

  expect(heard.length).toBe(1)
})

test('whoever leaves the page within that time has sent it', async () => {
  const heard = aNode(() => json(aTweet({ id: '500', user: MIRA }), 201))
  choices.choose({ undo_seconds: 30 })
  render(Composer, { purpose: NEW })
  await write('Bye.')
  await fireEvent.click(button('Tweet'))

  dispatchEvent(new Event('pagehide'))

  await waitFor(() => expect(heard.length).toBe(1))
})

test('a thread with pictures on its way says how much is going', () => {
  choices.choose({ undo_seconds: 30 })
  aNode(() => new Promise(() => {}))
  const draft = drafts.open('new')
  draft.pieces[0]!.attachments = [{ key: 'k', media: aPicture(), progress: 1, problem: '', preview: '', name: '', standing: false }]
  outbox.send([{ content: 'One.' }, { content: 'Two.' }], 'new', draft)

  render(PendingTweet, { letter: outbox.letters[0]! })

  expect(screen.getByText('with 1 more tweet of this thread, 1 file')).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Undo' })).toBeTruthy()
})
