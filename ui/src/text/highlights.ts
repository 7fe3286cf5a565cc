/** Highlights of a search: the node sends escaped text with <mark> around what was looked for, and nothing else is believed.
 *
 * The text is cut at the marks and unescaped once; a tag of any other name stays what it is here: text.
 */
export interface Piece {
  text: string
  marked: boolean
}

export interface Highlight {
  pieces: Piece[]
  /** Without the marks. */
  text: string
}

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#x27;': "'", '&#39;': "'" }
/** Written without spaces: a word of it is not bounded by what is no letter. */
const DENSE = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]/u

export function readHighlight(html: string): Highlight {
  const pieces: Piece[] = []
  let marked = false
  for (const part of html.split(/(<\/?mark>)/)) {
    if (part === '<mark>' || part === '</mark>') marked = part === '<mark>'
    else if (part !== '') pieces.push({ text: part.replace(/&(?:amp|lt|gt|quot|#x27|#39);/g, (entity) => ENTITIES[entity] ?? entity), marked })
  }
  return { pieces, text: pieces.map(({ text }) => text).join('') }
}

/** Whether this is a piece of that text, and not of a picture's words or a poll. */
export function isFrom({ text }: Highlight, content: string): boolean {
  return content.includes(text.replace(/^…|…$/g, '').trim())
}

/** The words that were marked, longest first. */
export function markedWords({ pieces }: Highlight): string[] {
  const found = new Set(pieces.filter(({ marked }) => marked).map(({ text }) => text))
  return [...found].sort((one, other) => other.length - one.length)
}

/** A text with these words marked wherever they stand by themselves. */
export function markWords(text: string, words: readonly string[]): Piece[] {
  if (words.length === 0) return [{ text, marked: false }]
  const pieces: Piece[] = []
  let at = 0
  for (const found of text.matchAll(new RegExp(words.map(alone).join('|'), 'gu'))) {
    if (found.index > at) pieces.push({ text: text.slice(at, found.index), marked: false })
    pieces.push({ text: found[0], marked: true })
    at = found.index + found[0].length
  }
  if (at < text.length) pieces.push({ text: text.slice(at), marked: false })
  return pieces
}

function alone(word: string): string {
  const letters = [...word]
  const literal = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return `${DENSE.test(letters[0] ?? '') ? '' : '(?<![\\p{L}\\p{N}])'}${literal}${DENSE.test(letters.at(-1) ?? '') ? '' : '(?![\\p{L}\\p{N}])'}`
}
