/** The looks that come from a name: hue and angle of a node's mark, hue and initials of a face without a picture. */
export interface MarkLook {
  hue: number
  degrees: number
}

/** One of twelve hues and one of eight angles, the same for a domain on every screen. */
export function markOf(domain: string): MarkLook {
  const hash = hashOf(domain.toLowerCase())
  return { hue: (hash % 12) * 30 + 8, degrees: ((hash >>> 8) % 8) * 45 }
}

export function faceOf(handle: string): MarkLook {
  const hash = hashOf(handle.toLowerCase())
  return { hue: (hash % 24) * 15, degrees: ((hash >>> 8) % 12) * 30 }
}

/** At most two graphemes: of the first and the last word. */
export function initials(name: string): string {
  const words = name.split(/[\s_.-]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word))
  const first = firstGrapheme(words[0] ?? name)
  const last = words.length > 1 ? firstGrapheme(words[words.length - 1] ?? '') : ''
  return (first + last).toLocaleUpperCase()
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

function firstGrapheme(text: string): string {
  for (const { segment } of graphemes.segment(text.trim())) return segment
  return ''
}

/** FNV-1a, mixed once more so that short names that differ in one letter fall apart. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (hash ^ (hash >>> 13)) >>> 0
}
