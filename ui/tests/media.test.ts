import { expect, test } from 'vitest'
import { blurPixels } from '../src/text/blurhash'
import { duration, focusOf, mediaLabel, shapeOf, sizesOf } from '../src/text/media'
import { guessLanguage, languageName } from '../src/text/languages'
import { split } from '../src/text/length'
import { timeLeft } from '../src/text/time'
import { aPicture } from './builders'

test('a blurhash becomes as many opaque pixels as asked for', () => {
  const pixels = blurPixels('LEHV6nWB2yk8pyo0adR*.7kCMdnj', 4, 3)

  expect(pixels?.length).toBe(4 * 3 * 4)
  expect([...(pixels ?? [])].filter((_, at) => at % 4 === 3)).toEqual(Array(12).fill(255))
})

test('a picture of one colour has that colour everywhere', () => {
  // Size 1 x 1, no strength, then 0x3366CC to the base of 83.
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~'
  const written = [3, 2, 1, 0].map((power) => digits[Math.floor(0x3366cc / 83 ** power) % 83]).join('')

  const pixels = blurPixels(`00${written}`, 3, 3)

  expect([...(pixels ?? [])].slice(16, 20)).toEqual([0x33, 0x66, 0xcc, 255])
})

test.each(['', 'L', 'LEHV6nWB2yk8pyo0adR*.7kCMdn', '"00000', 'LEHV6nWB2yk8pyo0adR*.7kCMdnj!!'])('what is no blurhash is no picture: %j', (hash) => {
  expect(blurPixels(hash, 4, 4)).toBeNull()
})

test.each([
  [1600, 900, 16 / 9],
  [900, 1600, 0.8],
  [4000, 500, 2],
  [null, null, 16 / 9],
])('a picture of %s by %s keeps its place between 4:5 and 2:1', (width, height, shape) => {
  expect(shapeOf(aPicture({ width, height }))).toBeCloseTo(shape)
})

test('the point its author chose stays in sight', () => {
  expect(focusOf(aPicture({ focus: [0, 0] }))).toBe('50% 50%')
  expect(focusOf(aPicture({ focus: [-1, 1] }))).toBe('0% 0%')
  expect(focusOf(aPicture({ focus: [0.5, -0.5] }))).toBe('75% 75%')
  expect(focusOf(aPicture())).toBeUndefined()
})

test('the browser chooses among whole pictures, never among cut ones', () => {
  const sizes = [
    { url: '/m/150x150.webp', mime: 'image/webp', width: 150, height: 150 },
    { url: '/m/340.webp', mime: 'image/webp', width: 340, height: 191 },
    { url: '/m/hls/all.m3u8', mime: 'application/vnd.apple.mpegurl', width: 1600, height: 900 },
  ]

  expect(sizesOf(aPicture({ sizes }))).toBe('/m/340.webp 340w')
  expect(sizesOf(aPicture())).toBeUndefined()
})

test.each([
  [7_000, '0:07'],
  [67_400, '1:07'],
  [3_765_000, '1:02:45'],
])('%s ms last %s', (ms, words) => {
  expect(duration(ms)).toBe(words)
})

test('listeners hear what is to be seen', () => {
  expect(mediaLabel([aPicture(), aPicture({ kind: 'video', alt: '' })])).toBe('picture: Two egrets in the reeds, video')
})

test.each([
  ['Ein Satz.', ['de-DE', 'en'], 'de'],
  ['Fog.', [], 'en'],
  ['活版印刷と余白', ['en'], 'ja'],
  ['Добрий день', ['uk', 'en'], 'uk'],
  ['Добрый день', ['en'], 'ru'],
  ['الخشب يتذكر', ['en'], 'ar'],
  ['Written by somebody whose browser is Arabic', ['ar'], 'en'],
])('the language of "%s" is guessed', (text, spoken, language) => {
  expect(guessLanguage(text, spoken)).toBe(language)
})

test('languages are called by their own names', () => {
  expect(languageName('de')).toBe('Deutsch')
  expect(languageName('not a code')).toBe('not a code')
})

test('what is too much is parted between words', () => {
  expect(split('one two three', 9)).toEqual(['one two', 'three'])
  expect(split('one two', 9)).toEqual(['one two', ''])
  expect(split('a'.repeat(12), 9)).toEqual(['a'.repeat(9), 'aaa'])
})

test.each([
  [30_000, 'less than a minute left'],
  [60_000, '1 minute left'],
  [5.5 * 3_600_000, '5 hours left'],
  [3 * 86_400_000, '3 days left'],
])('%s ms before the end: %s', (ms, words) => {
  expect(timeLeft(new Date(1_000_000 + ms).toISOString(), 1_000_000)).toBe(words)
})
