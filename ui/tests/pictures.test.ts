import { fireEvent, render, screen, waitFor } from '@testing-library/svelte'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import Player from '../src/components/Player.svelte'
import QuoteCard from '../src/components/QuoteCard.svelte'
import TweetCard from '../src/components/TweetCard.svelte'
import TweetMedia from '../src/components/TweetMedia.svelte'
import Viewer from '../src/components/Viewer.svelte'
import { appearance } from '../src/state/appearance.svelte'
import { router } from '../src/state/router.svelte'
import { session } from '../src/state/session.svelte'
import { tweets } from '../src/state/tweets.svelte'
import { viewer } from '../src/state/viewer.svelte'
import { aPicture, aTweet, MIRA, NODE } from './builders'

const four = ['1', '2', '3', '4'].map((id) => aPicture({ id, alt: id === '3' ? '' : `Picture of ${id}` }))

beforeEach(() => {
  session.node = NODE
  session.user = MIRA
  tweets.forgetAll()
  viewer.close()
  appearance.choose({ openSensitive: false, calm: false })
})

afterEach(() => vi.restoreAllMocks())

test('pictures have their place and their measures before they come', () => {
  render(TweetMedia, { tweet: aTweet({ media: [aPicture({ width: 1200, height: 1200 })] }) })

  const image = document.querySelector('img')
  expect([image?.getAttribute('width'), image?.getAttribute('height'), image?.getAttribute('loading')]).toEqual(['1200', '1200', 'lazy'])
  expect(document.querySelector<HTMLElement>('.pics')?.style.getPropertyValue('--shape')).toBe('1')
})

test('a card tells what its pictures show', () => {
  render(TweetCard, { tweet: tweets.keep(aTweet({ media: [aPicture()] })) })

  expect(screen.getByRole('article').getAttribute('aria-label')).toContain('Fired the tall kiln., picture: Two egrets in the reeds')
})

test('ALT shows the words over the picture, Escape takes them away, and the tweet stays closed', async () => {
  const went = vi.spyOn(router, 'go')
  render(TweetCard, { tweet: tweets.keep(aTweet({ media: [aPicture()] })) })
  const mark = screen.getByRole('button', { name: 'ALT, description' })

  await fireEvent.click(mark)
  expect(screen.getByText('Two egrets in the reeds')).toBeTruthy()
  await fireEvent.keyDown(mark, { key: 'Escape' })

  expect(screen.queryByText('Two egrets in the reeds')).toBeNull()
  expect(went).not.toHaveBeenCalled()
})

test('pressing a picture opens the viewer at it', async () => {
  render(TweetMedia, { tweet: aTweet({ media: four }) })

  await fireEvent.click(screen.getByRole('button', { name: 'Picture 3 of 4, not described' }))

  expect(viewer.shown).toMatchObject({ at: 2 })
  expect(viewer.shown?.media.length).toBe(4)
})

test('more than four pictures of another node are counted on the last', () => {
  render(TweetMedia, { tweet: aTweet({ media: [...four, aPicture({ id: '5' }), aPicture({ id: '6' })] }) })

  expect(screen.getByText('+2')).toBeTruthy()
  expect(document.querySelectorAll('img').length).toBe(4)
})

test('a picture that does not load leaves its words', async () => {
  render(TweetMedia, { tweet: aTweet({ media: [aPicture()] }) })

  await fireEvent.error(document.querySelector('img')!)

  expect(screen.getByText('Two egrets in the reeds')).toBeTruthy()
})

test('sensitive pictures are not even fetched before one has asked for them, and can be hidden again', async () => {
  render(TweetMedia, { tweet: aTweet({ sensitive: true, media: four }) })
  expect(document.querySelector('img')).toBeNull()

  await fireEvent.click(screen.getByRole('button', { name: 'Show' }))
  expect(document.querySelectorAll('img').length).toBe(4)
  await fireEvent.click(screen.getByRole('button', { name: 'Hide it again' }))

  expect(document.querySelector('img')).toBeNull()
})

test('who reads everything is not asked, and a content note has asked already', () => {
  render(TweetMedia, { tweet: aTweet({ sensitive: true, content_warning: 'Insides', media: [aPicture()] }) })
  appearance.choose({ openSensitive: true })
  render(TweetMedia, { tweet: aTweet({ sensitive: true, media: [aPicture()] }) })

  expect(document.querySelectorAll('img').length).toBe(2)
})

test('a film waits for a hand, with its length; then it plays where it stands', async () => {
  const played = vi.spyOn(HTMLMediaElement.prototype, 'play').mockResolvedValue()
  render(Player, { media: aPicture({ kind: 'video', mime: 'video/mp4', duration_ms: 67_000 }) })
  expect(document.querySelector('video')).toBeNull()
  expect(screen.getByText('1:07')).toBeTruthy()

  await fireEvent.click(screen.getByRole('button', { name: 'Play video, 1:07: Two egrets in the reeds' }))

  expect(document.querySelector('video')?.controls).toBe(true)
  expect(played).toHaveBeenCalledOnce()
})

test('only one plays at a time', async () => {
  vi.spyOn(HTMLMediaElement.prototype, 'play').mockResolvedValue()
  const paused = vi.spyOn(HTMLMediaElement.prototype, 'pause').mockImplementation(() => {})
  render(Player, { media: aPicture({ id: '1', kind: 'audio', mime: 'audio/mpeg' }) })
  render(Player, { media: aPicture({ id: '2', kind: 'audio', mime: 'audio/mpeg' }) })
  const [first, second] = document.querySelectorAll('audio')

  await fireEvent.play(first!)
  await fireEvent.play(second!)

  expect(paused.mock.contexts).toEqual([first])
})

test('moving pictures stand still for those who want less motion, until pressed', async () => {
  const media = aPicture({ kind: 'animation', mime: 'image/gif' })
  appearance.choose({ calm: true })
  render(Player, { media })
  expect(document.querySelector('img')?.getAttribute('src')).toBe(media.preview_url)

  await fireEvent.click(screen.getByRole('button', { name: /^Play moving picture/ }))

  expect(document.querySelector('img')?.getAttribute('src')).toBe(media.url)
  expect(screen.getByRole('button', { name: /^Stop moving picture/ })).toBeTruthy()
})

test.each([
  ['waiting', 'Video on its way'],
  ['failed', 'This video could not be read.'],
] as const)('a film that is %s says so', (state, words) => {
  render(Player, { media: aPicture({ kind: 'video', state }) })

  expect(screen.getByText(words)).toBeTruthy()
})

test('the viewer leafs with arrows, round the end, brings nearer, and tells where one is', async () => {
  render(Viewer, { shown: { media: four, at: 3 } })
  const dialog = screen.getByRole('dialog')
  expect(dialog.getAttribute('aria-label')).toBe('Picture 4 of 4')

  await fireEvent.keyDown(dialog, { key: 'ArrowRight' })
  expect(dialog.getAttribute('aria-label')).toBe('Picture 1 of 4')
  expect(screen.getByText('Picture of 1')).toBeTruthy()
  await fireEvent.keyDown(dialog, { key: 'ArrowLeft' })
  expect(dialog.getAttribute('aria-label')).toBe('Picture 4 of 4')
  await fireEvent.keyDown(dialog, { key: '+' })

  expect(screen.getByRole('button', { name: 'Whole picture' }).getAttribute('aria-pressed')).toBe('true')
})

test('Escape leaves the viewer', async () => {
  viewer.open(four, 1)
  render(Viewer, { shown: viewer.shown! })

  await fireEvent(screen.getByRole('dialog'), new Event('cancel', { cancelable: true }))

  expect(viewer.shown).toBeNull()
})

test.each([
  ['pending', 'Its author has not said yet whether it may be shown here.'],
  ['rejected', 'Its author does not want it shown here.'],
  ['revoked', 'Its author took it out of this tweet.'],
  [null, 'You cannot see this tweet.'],
] as const)('a quoted tweet that is not there says why: %s', (state, words) => {
  render(QuoteCard, { quoted: null, state, quotedId: '9' })

  expect(screen.getByText(words)).toBeTruthy()
})

test('a quoted tweet that was deleted meanwhile is said to be', async () => {
  const quoted = aTweet({ id: '9' })
  render(QuoteCard, { quoted, quotedId: '9' })

  tweets.gone.add('9')

  await waitFor(() => expect(screen.getByText('This tweet was deleted by its author.')).toBeTruthy())
  tweets.gone.clear()
})

test('a quote shows small pictures, and a quote in it is only told', () => {
  render(QuoteCard, { quoted: aTweet({ media: four, quote_id: '5' }), quotedId: '100' })

  expect(document.querySelectorAll('img').length).toBe(4)
  expect(screen.getByText('Quotes another tweet')).toBeTruthy()
})
