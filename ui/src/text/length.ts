/** How long a tweet is: graphemes as a person counts them, each link as 23. The server keeps the same rule; both are held to tests/vectors/tweet_length.json.
 *
 * A link is `http://` or `https://` (in any case, not preceded by a letter, a digit or `_`), a letter or digit, and everything up to white space, a control
 * or invisible character, or one of `<>"` and paired quotes. Punctuation at its end is not part of it, nor is a closing bracket without its opening one.
 */
export const LINK_LENGTH = 23
export const CODE_POINTS_MAX = 5000

const STOP = '\\u0000-\\u0020\\u007f-\\u00a0\\u1680\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u3000\\ufeff<>"`“”„«»「」『』【】《》〈〉（）'
const LINK = new RegExp(`(?<![\\p{L}\\p{N}_])https?://[\\p{L}\\p{N}][^${STOP}]*`, 'giu')
const ENDING = '.,:;!?\'’…。、，．！？：；'
const OPENING: Record<string, string> = { ')': '(', ']': '[', '}': '{' }
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

export interface Span {
  start: number
  end: number
}

/** Where the links of a text are, in UTF-16 units and in order. */
export function links(text: string): Span[] {
  return [...text.matchAll(LINK)].map((match) => ({ start: match.index, end: match.index + withoutEnding(match[0]).length }))
}

export function tweetLength(text: string): number {
  let length = 0
  for (const piece of pieces(text)) length += piece.isLink ? LINK_LENGTH : count(piece.text)
  return length
}

/** Something to read, not too long, and not a heap of code points posing as a few characters. */
export function isValidLength(text: string, limit: number): boolean {
  return text.trim() !== '' && [...text].length <= CODE_POINTS_MAX && tweetLength(text) <= limit
}

/** Where the part beyond `limit` begins, in UTF-16 units; the text's end when nothing is too much. */
export function excessStart(text: string, limit: number): number {
  let left = limit
  let position = 0
  for (const piece of pieces(text)) {
    if (piece.isLink) {
      if (left < LINK_LENGTH) return position
      left -= LINK_LENGTH
    } else {
      for (const { index } of graphemes.segment(piece.text)) {
        if (left === 0) return position + index
        left -= 1
      }
    }
    position += piece.text.length
  }
  return position
}

/** What fits, and the rest: parted at the last white space that is not far back, else where it is full. */
export function split(text: string, limit: number): [string, string] {
  const most = excessStart(text, limit)
  if (most >= text.length) return [text, '']
  const space = text.slice(0, most + 1).search(/\s\S*$/)
  const at = space > most / 2 ? space : most
  return [text.slice(0, at).trimEnd(), text.slice(at).trimStart()]
}

function* pieces(text: string): Generator<{ text: string; isLink: boolean }> {
  let position = 0
  for (const { start, end } of links(text)) {
    if (start > position) yield { text: text.slice(position, start), isLink: false }
    yield { text: text.slice(start, end), isLink: true }
    position = end
  }
  if (position < text.length) yield { text: text.slice(position), isLink: false }
}

function count(text: string): number {
  let number = 0
  for (const _ of graphemes.segment(text)) number += 1
  return number
}

function withoutEnding(link: string): string {
  let end = link.length
  for (;;) {
    const last = link.charAt(end - 1)
    const opening = OPENING[last]
    const unbalanced = opening !== undefined && occurrences(link, last, end) > occurrences(link, opening, end)
    if (last === '' || (!ENDING.includes(last) && !unbalanced)) return link.slice(0, end)
    end -= 1
  }
}

function occurrences(text: string, character: string, end: number): number {
  let number = 0
  for (let at = text.indexOf(character); at !== -1 && at < end; at = text.indexOf(character, at + 1)) number += 1
  return number
}
