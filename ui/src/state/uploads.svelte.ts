/** Files on their way to the node: sent at once, shown while they go, watched until they can be shown. */
import * as api from '../api/media'
import { newKey } from '../api/client'
import { asProblem } from '../api/problems'
import type { Media } from '../api/types'
import type { Attachment, Piece } from './drafts.svelte'
import { limits } from './limits'
import { toasts } from './toasts.svelte'

const ASK_AGAIN_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 60_000]
const NOT_READ = 'The node could not read this file.'

class Uploads {
  #files = new Map<string, { file: File; stop: AbortController }>()

  /** As many as a tweet takes; `changed` runs whenever there is something new to keep. */
  add(piece: Piece, files: readonly File[], changed: () => void): void {
    const most = limits().media_files
    const room = most - piece.attachments.length
    if (files.length > room) toasts.say(`A tweet takes up to ${most} pictures, or one film or sound.`, { icon: 'image' })
    for (const file of files.slice(0, Math.max(0, room))) {
      const key = newKey()
      piece.attachments.push({ key, media: null, progress: 0, problem: '', preview: previewOf(file), name: file.name, standing: false })
      this.#files.set(key, { file, stop: new AbortController() })
      void this.#send(piece, key, changed)
    }
  }

  again(piece: Piece, key: string, changed: () => void): void {
    const known = this.#files.get(key)
    if (known !== undefined) known.stop = new AbortController()
    void this.#send(piece, key, changed)
  }

  remove(piece: Piece, key: string): void {
    const gone = piece.attachments.find((one) => one.key === key)
    const known = this.#files.get(key)
    piece.attachments = piece.attachments.filter((one) => one.key !== key)
    known?.stop.abort()
    this.#files.delete(key)
    if (gone?.preview) URL.revokeObjectURL(gone.preview)
    // A tweet that is being edited still has its own until it is saved.
    if (gone?.media && !gone.standing) void api.discard(gone.media.id).catch(() => {})
  }

  /** One place on or back; false at the ends. */
  move(piece: Piece, key: string, to: number): boolean {
    const from = piece.attachments.findIndex((one) => one.key === key)
    if (from === -1 || to < 0 || to >= piece.attachments.length || from === to) return false
    const [moved] = piece.attachments.splice(from, 1)
    if (moved !== undefined) piece.attachments.splice(to, 0, moved)
    return true
  }

  /** Takes the node's answer to new words or a new point. */
  described(piece: Piece, key: string, media: Media): void {
    const attachment = found(piece, key)
    if (attachment !== undefined) attachment.media = media
  }

  /** For a draft that was put down: what the node no longer has is taken out, and what it was still reading is watched. */
  async check(piece: Piece, changed: () => void): Promise<void> {
    for (const { key, media, standing } of [...piece.attachments]) {
      if (media === null || standing || this.#files.has(key)) continue
      try {
        await this.#watch(piece, key, await api.media(media.id), changed)
      } catch (thrown) {
        if (asProblem(thrown).status !== 404) continue
        piece.attachments = piece.attachments.filter((one) => one.key !== key)
        changed()
        toasts.say('A picture of this draft is no longer kept. Add it again.', { icon: 'image' })
      }
    }
  }

  async #send(piece: Piece, key: string, changed: () => void): Promise<void> {
    const known = this.#files.get(key)
    const attachment = found(piece, key)
    if (known === undefined || attachment === undefined) return
    attachment.problem = ''
    attachment.progress = 0
    try {
      const media = await api.upload(known.file, { signal: known.stop.signal, onprogress: (part) => (attachment.progress = part) })
      attachment.progress = 1
      await this.#watch(piece, key, media, changed)
    } catch (thrown) {
      const problem = asProblem(thrown)
      attachment.problem = problem.field('file') ?? problem.message
    }
  }

  /** Until it is ready, or could not be read. */
  async #watch(piece: Piece, key: string, first: Media, changed: () => void): Promise<void> {
    let media = first
    take(piece, key, media)
    changed()
    for (const wait of ASK_AGAIN_MS) {
      if (media.state !== 'waiting' || found(piece, key) === undefined) break
      await new Promise((resolve) => setTimeout(resolve, wait))
      media = await api.media(media.id)
      take(piece, key, media)
    }
    changed()
  }
}

function found(piece: Piece, key: string): Attachment | undefined {
  return piece.attachments.find((one) => one.key === key)
}

/** Words given meanwhile are newer than those the node answers with. */
function take(piece: Piece, key: string, media: Media): void {
  const attachment = found(piece, key)
  if (attachment === undefined) return
  const { alt, focus } = attachment.media ?? media
  attachment.media = { ...media, alt, focus }
  attachment.problem = media.state === 'failed' ? NOT_READ : ''
}

function previewOf(file: File): string {
  return /^image\//.test(file.type) ? URL.createObjectURL(file) : ''
}

export const uploads = new Uploads()
