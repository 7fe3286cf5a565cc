/** Threads one wants to hear nothing of. */
import { SvelteSet } from 'svelte/reactivity'
import { asProblem } from '../api/problems'
import * as api from '../api/tweets'
import type { Tweet } from '../api/types'
import { session } from './session.svelte'
import { toasts } from './toasts.svelte'

class Threads {
  /** Tweets in whose threads nothing is told any more, as far as is known here. */
  muted = new SvelteSet<string>()

  constructor() {
    session.whenChanged(() => this.muted.clear())
  }

  know(tweet: Tweet, muted: boolean): void {
    if (muted) this.muted.add(tweet.id)
    else this.muted.delete(tweet.id)
  }

  async mute(tweet: Tweet, on: boolean): Promise<void> {
    if (!session.require('mute threads')) return
    this.know(tweet, on)
    try {
      await api.muteThread(tweet.id, on)
    } catch (thrown) {
      this.know(tweet, !on)
      toasts.say(`${on ? 'Not muted.' : 'Still muted.'} ${asProblem(thrown).message}`, { icon: 'warn' })
      return
    }
    if (on) toasts.say('You will hear nothing more of this thread', { icon: 'mute', action: { label: 'Undo', run: () => void this.mute(tweet, false) } })
    else toasts.say('You hear of this thread again', { icon: 'check' })
  }
}

export const threads = new Threads()
