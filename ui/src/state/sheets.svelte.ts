/** The dialogs about one tweet: how it was before, who may quote it. */
import type { Tweet } from '../api/types'

export interface Sheet {
  kind: 'history' | 'quoting'
  tweet: Tweet
}

class Sheets {
  open = $state.raw<Sheet | null>(null)

  show(kind: Sheet['kind'], tweet: Tweet): void {
    this.open = { kind, tweet }
  }

  close(): void {
    this.open = null
  }
}

export const sheets = new Sheets()
