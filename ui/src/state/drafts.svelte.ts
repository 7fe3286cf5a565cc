/** Drafts: what is being written, one for each purpose and the same in every composer, kept in this browser until sent, given to the node or emptied. */
import { newKey } from '../api/client'
import type { Media, QuotePolicy, Visibility } from '../api/types'
import { drop, keep, kept } from './storage'

/** A picture, film or sound on its way to the node, or there. */
export interface Attachment {
  key: string
  /** Null until the node has it. */
  media: Media | null
  /** From 0 to 1. */
  progress: number
  /** Why the node did not take it. */
  problem: string
  /** What this browser shows of it meanwhile. */
  preview: string
  name: string
  /** It hangs on the tweet that is being edited. */
  standing: boolean
}

/** A poll being made. */
export interface Asking {
  options: string[]
  seconds: number
  multiple: boolean
  hideTotals: boolean
}

/** One tweet of a thread. */
export interface Piece {
  key: string
  content: string
  attachments: Attachment[]
  poll: Asking | null
}

export interface Writing {
  pieces: Piece[]
  note: string
  noteOpen: boolean
  sensitive: boolean
  /** These are null until the writer chooses. */
  visibility: Visibility | null
  quotePolicy: QuotePolicy | null
  language: string | null
  /** When it is to be posted; null for now. */
  at: string | null
}

/** What a draft is for: "new", "reply ID", "quote ID" or "edit ID"; or "kept ID TIME", one that the node has as it was then. */
export type DraftName = 'new' | `${'reply' | 'quote' | 'edit' | 'kept'} ${string}`

export function emptyPiece(content = ''): Piece {
  return { key: newKey(), content, attachments: [], poll: null }
}

export function emptyWriting(): Writing {
  return { pieces: [emptyPiece()], note: '', noteOpen: false, sensitive: false, visibility: null, quotePolicy: null, language: null, at: null }
}

export function isBlank({ content, attachments, poll }: Piece): boolean {
  return content.trim() === '' && attachments.length === 0 && !(poll?.options.some((option) => option.trim() !== '') ?? false)
}

/** As it outlives the page: what had not arrived at the node is lost with it. */
export function lasting(writing: Writing): Writing {
  const pieces = $state.snapshot(writing).pieces as Piece[]
  return {
    ...($state.snapshot(writing) as Writing),
    pieces: pieces.map((piece) => ({ ...piece, attachments: piece.attachments.filter(({ media }) => media !== null).map((one) => ({ ...one, preview: '', problem: '', progress: 1 })) })),
  }
}

class Drafts {
  #open = new Map<DraftName, Writing>()

  /** The live draft; begun as `first` says when there is none, or only an empty one. Call it outside of derived values: it may be made here. */
  open(name: DraftName, first: () => Writing = emptyWriting): Writing {
    const known = this.#open.get(name)
    if (known !== undefined) {
      if (first !== emptyWriting && known.pieces.every(isBlank)) Object.assign(known, first())
      return known
    }
    const writing: Writing = $state(readDraft(kept(`draft.${name}`)) ?? first())
    this.#open.set(name, writing)
    return writing
  }

  /** An empty draft is no draft. */
  save(name: DraftName): void {
    const writing = this.#open.get(name)
    if (writing === undefined) return
    const empty = writing.pieces.every(isBlank) && writing.note.trim() === ''
    keep(`draft.${name}`, empty ? null : lasting(writing))
  }

  write(name: DraftName, writing: Writing): void {
    Object.assign(this.open(name), writing)
    this.save(name)
  }

  clear(name: DraftName): void {
    this.write(name, emptyWriting())
  }

  /** Takes every draft off this device. */
  dropAll(): void {
    this.#open.clear()
    drop('draft.')
  }
}

/** What an earlier version of this page has kept is not trusted to have today's shape. */
function readDraft(found: Partial<Writing> | null): Writing | null {
  if (found === null || !Array.isArray(found.pieces) || found.pieces.length === 0) return null
  return { ...emptyWriting(), ...found, pieces: found.pieces.map((piece) => ({ ...emptyPiece(), ...piece })) }
}

export const drafts = new Drafts()
