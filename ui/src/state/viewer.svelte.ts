/** The window-wide look at pictures: which ones, and at which one it begins. */
import type { Media } from '../api/types'

export interface Shown {
  media: readonly Media[]
  at: number
}

class Viewer {
  shown = $state.raw<Shown | null>(null)

  open(media: readonly Media[], at = 0): void {
    if (media.length > 0) this.shown = { media, at }
  }

  close(): void {
    this.shown = null
  }
}

export const viewer = new Viewer()
