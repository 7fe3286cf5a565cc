/** The dialogs about one person: how long to mute them, which lists they are in. */
import type { User } from '../api/types'
import { session } from './session.svelte'

export interface Aside {
  kind: 'mute' | 'lists'
  user: User
}

class Asides {
  open = $state.raw<Aside | null>(null)

  show(kind: Aside['kind'], user: User): void {
    if (session.require(kind === 'mute' ? 'mute people' : 'keep lists')) this.open = { kind, user }
  }

  close(): void {
    this.open = null
  }
}

export const asides = new Asides()
