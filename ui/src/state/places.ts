/** Remembers the line where a list was put down: which entry was at the top, and how far from the header. */
import { keep, kept } from './storage'

export interface Place {
  id: string
  /** From the header's lower edge to the entry's upper one; negative when it began above. */
  offset: number
  /** How many entries were loaded, so that a reload knows how far to go. */
  loaded: number
}

const PLACES_KEPT = 50

/** Home's place outlives the visit; every other list's belongs to one stop in the browser's history. */
export function placeName(list: string, stop: string): string {
  return list === 'home' ? 'place.home' : `place.${stop}`
}

export function savedPlace(name: string): Place | null {
  return kept<Place>(name, storageOf(name))
}

export function savePlace(name: string, place: Place | null): void {
  const storage = storageOf(name)
  if (storage === sessionStorage) forgetOldest(name)
  keep(name, place, storage)
}

/** The place as the page stands now; null at the very top, which needs no remembering. */
export function readPlace(feed: HTMLElement, below: number): Place | null {
  if (scrollY < 1) return null
  const entries = feed.querySelectorAll<HTMLElement>('[data-entry]')
  for (const entry of entries) {
    const box = entry.getBoundingClientRect()
    if (box.bottom > below + 1) return { id: entry.dataset.entry ?? '', offset: box.top - below, loaded: entries.length }
  }
  return null
}

/** False when the entry is not (yet) in the list. */
export function restorePlace(feed: HTMLElement, below: number, place: Place): boolean {
  const entry = feed.querySelector(`[data-entry="${CSS.escape(place.id)}"]`)
  if (entry === null) return false
  scrollBy({ top: entry.getBoundingClientRect().top - below - place.offset, behavior: 'instant' })
  return true
}

function storageOf(name: string): Storage {
  return name === 'place.home' ? localStorage : sessionStorage
}

function forgetOldest(name: string): void {
  const names = Object.keys(sessionStorage).filter((key) => key.startsWith('nodeapp.place.'))
  if (names.length < PLACES_KEPT || names.includes(`nodeapp.${name}`)) return
  for (const old of names.sort().slice(0, names.length - PLACES_KEPT + 1)) sessionStorage.removeItem(old)
}
