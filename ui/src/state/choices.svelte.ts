/** What somebody has chosen once for all their tweets, kept in this browser: how long Undo waits, who sees them, who may quote them. */
import type { QuotePolicy, Visibility } from '../api/types'
import { keep, kept } from './storage'

/** How long a tweet may be held back; 0 sends at once. */
export const UNDO_SECONDS = [0, 5, 10, 30] as const

interface Made {
  undo_seconds: number
  visibility: Visibility
  quote_policy: QuotePolicy
}

const DEFAULT: Made = { undo_seconds: 0, visibility: 'public', quote_policy: 'public' }

class Choices {
  made: Made = $state({ ...DEFAULT, ...kept<Partial<Made>>('choices') })

  choose(change: Partial<Made>): void {
    Object.assign(this.made, change)
    keep('choices', this.made)
  }
}

export const choices = new Choices()
