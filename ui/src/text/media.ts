/** Pictures and films in words and measures: their shape on the page, what they are called, how long they last. */
import type { Media } from '../api/types'

const TALLEST = 4 / 5
const WIDEST = 2
const USUAL = 16 / 9

/** Width by height of one picture's place: its own between 4:5 and 2:1. */
export function shapeOf(media: Media): number {
  const { width, height } = media
  if (!width || !height) return USUAL
  return Math.min(WIDEST, Math.max(TALLEST, width / height))
}

/** The sizes of the whole picture, for the browser to choose from; cut ones and other kinds are left out. */
export function sizesOf(media: Media): string | undefined {
  const { width, height, sizes } = media
  if (!width || !height) return undefined
  const whole = sizes.filter((size) => size.mime.startsWith('image/') && Math.abs(size.width / size.height - width / height) < 0.03)
  return whole.length === 0 ? undefined : whole.map((size) => `${size.url} ${size.width}w`).join(', ')
}

/** The part that stays to be seen where a picture is cut, as `object-position`. */
export function focusOf(media: Pick<Media, 'focus'>): string | undefined {
  const [x = 0, y = 0] = media.focus ?? []
  return media.focus === null ? undefined : `${Math.round((x + 1) * 50)}% ${Math.round((1 - y) * 50)}%`
}

const NOUNS: Record<Media['kind'], string> = { image: 'Picture', animation: 'Moving picture', video: 'Video', audio: 'Sound', file: 'File' }

export function kindWord(media: Pick<Media, 'kind'>): string {
  return NOUNS[media.kind]
}

/** "1:07", "1:02:45". */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000)
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return parts
    .slice(parts[0] === 0 ? 1 : 0)
    .map((part, at) => (at === 0 ? String(part) : String(part).padStart(2, '0')))
    .join(':')
}

/** For listeners: "picture: two egrets", "2 pictures: ...", empty when there is none. */
export function mediaLabel(media: readonly Media[]): string {
  return media.map((one) => `${kindWord(one).toLowerCase()}${one.alt === '' ? '' : `: ${one.alt}`}`).join(', ')
}
