import { fireEvent, render, screen, waitFor } from '@testing-library/svelte'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import Composer from '../src/components/Composer.svelte'
import { choices } from '../src/state/choices.svelte'
import { composer, NEW } from '../src/state/composer.svelte'
import { drafts } from '../src/state/drafts.svelte'
import { outbox } from '../src/state/outbox.svelte'
import { people } from '../src/state/people.svelte'
import { session } from '../src/state/session.svelte'
import { toasts } from '../src/state/toasts.svelte'
import { tweets } from '../src/state/tweets.svelte'
import { aNode, anUploader, aPicture, aTweet, json, MIRA, NODE } from './builders'

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

test('a picture goes up while one writes, and its name is sent with the tweet', async () => {
  const uploads = anUploader()
  const heard = aNode(() => json(aTweet({ id: '500', user: MIRA }), 201))
  render(Composer, { purpose: NEW })
  await choose(file())
  await write('Fog.')
  expect(await screen.findByRole('progressbar', { name: 'Sending fog.jpg' })).toBeTruthy()
  expect(button('Tweet').disabled).toBe(true)

  uploads[0]?.tell(0.5)
  uploads[0]?.answer(201, aPicture({ id: '71' }))
  await waitFor(() => expect(button('Tweet').disabled).toBe(false))
  await fireEvent.click(button('Tweet'))

  await waitFor(() => expect(sentBy(heard)).toMatchObject({ content: 'Fog.', media_ids: ['71'] }))
  expect(uploads[0]?.headers['Idempotency-Key']).toMatch(/^[0-9a-f]{32}$/)
})

test('a picture alone is a tweet', async () => {
  const uploads = anUploader()
  render(Composer, { purpose: NEW })

  await choose(file())
  uploads[0]?.answer(201, aPicture())

  await waitFor(() => expect(button('Tweet').disabled).toBe(false))
})

test('pictures are pasted, and dropped anywhere in the window', async () => {
  const uploads = anUploader()
  render(Composer, { purpose: NEW, row: true })
  await fireEvent.click(button('What would you like to say?'))

  await fireEvent.paste(field(), { clipboardData: { files: [file('pasted.png')] } })
  await fireEvent.drop(window, { dataTransfer: { types: ['Files'], files: [file('dropped.png')] } })

  expect(uploads.map(({ name }) => name)).toEqual(['pasted.png', 'dropped.png'])
})

test('a fifth picture is turned away in words', async () => {
  const uploads = anUploader()
  render(Composer, { purpose: NEW })

  await choose(...['1', '2', '3', '4', '5'].map((name) => file(name)))

  expect(uploads.length).toBe(4)
  expect(toasts.current?.text).toBe('A tweet takes up to 4 pictures, or one film or sound.')
  expect(button('Pictures and video').disabled).toBe(true)
})

test('a file the node does not take says why, and can be tried again or removed', async () => {
  const uploads = anUploader()
  render(Composer, { purpose: NEW })
  await choose(file())

  uploads[0]?.answer(413, { title: 'Too large', detail: 'Pictures have at most 16 MB.', errors: [{ field: 'file', code: 'too_large', message: 'Larger than this node takes (16 MB).', limit: 16 }] })
  expect((await screen.findByRole('alert')).textContent).toContain('Larger than this node takes (16 MB).')
  await fireEvent.click(button('Try again'))
  uploads[1]?.answer(201, aPicture())
  await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
  await fireEvent.click(await screen.findByRole('button', { name: 'Remove picture' }))

  expect(drafts.open('new').pieces[0]?.attachments).toEqual([])
})

test('pictures are sorted by keys, and that is told', async () => {
  const uploads = anUploader()
  render(Composer, { purpose: NEW })
  await choose(file('a'), file('b'))
  uploads[0]?.answer(201, aPicture({ id: '1', alt: 'First' }))
  uploads[1]?.answer(201, aPicture({ id: '2', alt: 'Second' }))
  const first = await screen.findByRole('group', { name: /^Picture: First\. Place 1 of 2/ })

  await fireEvent.keyDown(first, { key: 'ArrowRight' })

  expect(drafts.open('new').pieces[0]?.attachments.map(({ media }) => media?.id)).toEqual(['2', '1'])
  expect(screen.getByText('Moved to place 2 of 2')).toBeTruthy()
})

test('what is not described is named once, then sent anyway', async () => {
  const uploads = anUploader()
  const heard = aNode(() => json(aTweet({ id: '500', user: MIRA }), 201))
  render(Composer, { purpose: NEW })
  await choose(file())
  uploads[0]?.answer(201, aPicture({ alt: '' }))
  expect(await screen.findByText(/One picture has no description yet/)).toBeTruthy()

  await fireEvent.click(button('Tweet'))
  expect(heard).toEqual([])
  await fireEvent.click(button('Tweet anyway'))

  await waitFor(() => expect(heard.length).toBe(1))
})

test('words and the point that stays in sight are told to the node', async () => {
  const uploads = anUploader()
  const heard = aNode(({ body }) => json(aPicture({ id: '71', alt: (body as { alt: string }).alt, focus: [0, 0.1] })))
  render(Composer, { purpose: NEW })
  await choose(file())
  uploads[0]?.answer(201, aPicture({ id: '71', alt: '' }))
  await fireEvent.click(await screen.findByRole('button', { name: 'Describe it' }))

  await fireEvent.input(screen.getByLabelText('What is to be seen'), { target: { value: 'A ship.' } })
  await fireEvent.keyDown(screen.getByRole('application'), { key: 'ArrowUp' })
  await fireEvent.click(button('Save'))

  await waitFor(() => expect(screen.queryByRole('application')).toBeNull())
  expect(heard[0]).toMatchObject({ method: 'PATCH', path: '/api/media/71', body: { alt: 'A ship.', focus: [0, 0.1] } })
  expect(drafts.open('new').pieces[0]?.attachments[0]?.media?.alt).toBe('A ship.')
})
