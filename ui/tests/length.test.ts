import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { excessStart, isValidLength, links, tweetLength } from '../src/text/length'

interface Vector {
  text: string
  length: number
  valid: boolean
  note: string
}

const vectors = JSON.parse(readFileSync('../tests/vectors/tweet_length.json', 'utf8')) as Vector[]

describe('the vectors shared with the server', () => {
  test.each(vectors)('$note', ({ text, length, valid }) => {
    expect(tweetLength(text)).toBe(length)
    expect(isValidLength(text, 280)).toBe(valid)
  })
})

test('what is too much begins after the limit, never inside a grapheme', () => {
  const text = 'ab👩‍👩‍👧‍👦cd'

  const start = excessStart(text, 3)

  expect(text.slice(start)).toBe('cd')
})

test('a link that does not fit is too much as a whole', () => {
  const text = 'ten more: https://tea.example/kiln'

  const start = excessStart(text, 20)

  expect(text.slice(start)).toBe('https://tea.example/kiln')
})

test('nothing is too much in a text within the limit', () => {
  const text = 'Read https://tea.example/kiln'

  expect(excessStart(text, 280)).toBe(text.length)
})

test('links are found where they stand', () => {
  const text = 'See (https://tea.example/a_(b)), please.'

  const found = links(text).map(({ start, end }) => text.slice(start, end))

  expect(found).toEqual(['https://tea.example/a_(b)'])
})

test('a long run of brackets is measured quickly', () => {
  const text = `https://tea.example/${')'.repeat(4000)}`
  const started = performance.now()

  tweetLength(text)

  expect(performance.now() - started).toBeLessThan(1000)
})
