/** Drafts: what is being written, one for each purpose and the same in every composer, kept in this browser until sent or emptied. */
import type { Visibility } from '../api/types'
import { drop, keep, kept } from './storage'

export interface Writing {
  content: string
  note: string
  noteOpen: boolean
  /** Null until the writer chooses. */
  visibility: Visibility | null
}

/** "new", "reply ID" or "quote ID". */
export type DraftName = 'new' | `reply ${string}` | `quote ${string}`

const EMPTY: Writing = { content: '', note: '', noteOpen: false, visibility: null }

class Drafts {
  #open = new Map<DraftName, Writing>()

  /** The live draft. Call it outside of derived values: it may be made here. */
  open(name: DraftName): Writing {
    const known = this.#open.get(name)
    if (known !== undefined) return known
    const writing: Writing = $state({ ...EMPTY, ...kept<Writing>(`draft.${name}`) })
    this.#open.set(name, writing)
    return writing
  }

  /** An empty draft is no draft. */
  save(name: DraftName): void {
    const writing = this.#open.get(name)
    if (writing === undefined) return
    const empty = writing.content.trim() === '' && writing.note.trim() === ''
    keep(`draft.${name}`, empty ? null : writing)
  }

  write(name: DraftName, writing: Writing): void {
    Object.assign(this.open(name), writing)
    this.save(name)
  }

  clear(name: DraftName): void {
    this.write(name, EMPTY)
  }

  /** Takes every draft off this device. */
  dropAll(): void {
    this.#open.clear()
    drop('draft.')
  }
}

export const drafts = new Drafts()
