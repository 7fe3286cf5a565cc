/** What somebody searches for, as words and operators, and how it is told. The node reads it again; this is for the eye. */
export interface Chip {
  key: Operator | '#'
  value: string
  /** With a minus before it: everything but this. */
  not: boolean
}

export interface Sought {
  chips: Chip[]
  words: string
}

export const OPERATORS = ['from', 'to', 'mentions', 'since', 'until', 'has', 'is', 'lang', 'in'] as const
export type Operator = (typeof OPERATORS)[number]

/** What may stand after some operators, with what it means. */
export const VALUES: Partial<Record<Operator, readonly { value: string; means: string }[]>> = {
  has: [
    { value: 'media', means: 'with pictures, film or sound' },
    { value: 'link', means: 'with a link' },
    { value: 'poll', means: 'with a poll' },
    { value: 'quote', means: 'that quote another' },
  ],
  is: [
    { value: 'reply', means: 'that answer somebody' },
    { value: 'retweet', means: 'that somebody retweeted' },
  ],
  in: [{ value: 'library', means: 'yours, and what you liked or kept' }],
}

/** Ways to narrow a search. What ends with a colon, # or " waits for the rest of it. */
export const WAYS: readonly { text: string; means: string }[] = [
  { text: 'from:', means: 'by somebody; from:me is you' },
  { text: 'to:', means: 'in answer to somebody' },
  { text: 'mentions:', means: 'that name somebody' },
  ...(['has', 'is', 'in'] as const).flatMap((key) => (VALUES[key] ?? []).map(({ value, means }) => ({ text: `${key}:${value}`, means }))),
  { text: 'since:', means: 'from a day on, as 2026-01-31' },
  { text: 'until:', means: 'before a day' },
  { text: 'lang:', means: 'in one language, as en' },
  { text: '#', means: 'with a hashtag' },
  { text: '"', means: 'exact words, in this order' },
  { text: '-', means: 'without a word, or without any of these' },
]

const PIECE = /(-?)(?:([a-z]+):(?=[^\s]))?(?:"([^"]*)"?|([^\s"]+))/gi
const TAG = /^#[\p{L}\p{N}\p{M}_]+$/u
const PEOPLE: readonly Operator[] = ['from', 'to', 'mentions']

/** Null where a piece is only words. */
function chipOf(match: RegExpMatchArray): Chip | null {
  const [, no, key = '', quoted, plain = ''] = match
  const not = no === '-'
  const operator = OPERATORS.find((one) => one === key.toLowerCase())
  const value = quoted ?? plain
  if (operator !== undefined) return value === '' ? null : { key: operator, value, not }
  return key === '' && TAG.test(plain) ? { key: '#', value: plain.slice(1), not } : null
}

/** Everything that is an operator becomes a chip, the rest stays as it was written. */
export function readSearch(text: string): Sought {
  const chips: Chip[] = []
  const words = text.replace(PIECE, (...found) => {
    const chip = chipOf(found as unknown as RegExpMatchArray)
    if (chip === null) return found[0]
    if (!chips.some((one) => chipText(one) === chipText(chip))) chips.push(chip)
    return ''
  })
  return { chips, words: words.replace(/\s+/g, ' ').trim() }
}

/** While somebody writes: only what is finished, by a space or a closing quote, becomes a chip. */
export function readFinished(text: string): Sought {
  const last = [...text.matchAll(PIECE)].at(-1)
  const ends = last !== undefined && last.index + last[0].length === text.length
  const begun = ends && last[0].split('"').length !== 3 ? last[0] : ''
  const { chips, words } = readSearch(text.slice(0, text.length - begun.length))
  if (chips.length === 0) return { chips, words: text }
  return { chips, words: `${words === '' ? '' : `${words} `}${begun}` }
}

export function chipText({ key, value, not }: Chip): string {
  const named = key === '#' ? `#${value}` : `${key}:${/\s/.test(value) ? `"${value}"` : value}`
  return `${not ? '-' : ''}${named}`
}

/** As the node is asked. */
export function searchText({ chips, words }: Sought): string {
  return [...chips.map(chipText), words.trim()].filter((part) => part !== '').join(' ')
}

/** The words alone, for people and hashtags, whom no operator describes. */
export function plainWords(q: string): string {
  const { chips, words } = readSearch(q)
  const bare = words.replace(/["*~]/g, '').trim()
  return bare === '' ? (chips.find(({ key, not }) => key === '#' && !not)?.value ?? '') : bare
}

/** The end of what is being written, when it can be completed: an operator that waits for its value, a name, a hashtag, a word. */
export interface Ending {
  kind: 'person' | 'tag' | 'value' | 'words'
  /** What is looked for. */
  query: string
  /** What stays before it, with the operator, if there is one. */
  before: string
  operator: Operator | null
}

export function endingOf(text: string): Ending {
  const last = /\S*$/.exec(text)?.[0] ?? ''
  const before = text.slice(0, text.length - last.length)
  const found = /^(-?)([a-z]+):(.*)$/i.exec(last)
  const operator = OPERATORS.find((one) => one === found?.[2]?.toLowerCase()) ?? null
  if (operator !== null && found !== null) {
    const kind = PEOPLE.includes(operator) ? 'person' : 'value'
    return { kind, query: (found[3] ?? '').replace(/^@/, ''), before: `${before}${found[1] ?? ''}`, operator }
  }
  if (/^-?#/.test(last)) return { kind: 'tag', query: last.replace(/^-?#/, ''), before, operator: null }
  if (last.startsWith('@')) return { kind: 'person', query: last.slice(1), before, operator: null }
  return { kind: 'words', query: text.replace(/["*~]/g, '').trim(), before: '', operator: null }
}

const quoted = (words: string): string => (words.startsWith('"') ? `“${words.replace(/"/g, '')}”` : `“${words}”`)

/** "“kiln blue” from @ada with media": what was not found, in a sentence. */
export function inWords({ chips, words }: Sought): string {
  const told = chips.map(({ key, value, not }) => {
    const plain = key === '#' ? `with #${value}` : PEOPLE.includes(key) ? `${key === 'mentions' ? 'naming' : key} ${value === 'me' ? 'you' : `@${value.replace(/^@/, '')}`}` : key === 'has' ? `with ${value === 'media' ? 'media' : `a ${value}`}` : key === 'is' ? `that are ${value === 'reply' ? 'replies' : 'retweets'}` : key === 'lang' ? `in ${value}` : key === 'in' ? `in your ${value}` : `${key} ${value}`
    return not ? `but not ${plain}` : plain
  })
  return [words === '' ? '' : words.startsWith('-') ? words : `with ${quoted(words)}`, ...told].filter((part) => part !== '').join(' ')
}

export const searchPath = (q: string, tab = 'top'): string => {
  const query = new URLSearchParams()
  if (q !== '') query.set('q', q)
  if (tab !== 'top') query.set('tab', tab)
  return query.size === 0 ? '/search' : `/search?${query}`
}
