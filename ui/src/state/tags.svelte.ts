/** Which hashtags the reader follows, as far as it has been asked. */
import { SvelteMap } from 'svelte/reactivity'
import * as api from '../api/hashtags'
import { asProblem } from '../api/problems'
import { session } from './session.svelte'
import { toasts } from './toasts.svelte'
import { isPending, wish } from './wishes'

class Tags {
  #known = new SvelteMap<string, boolean>()

  constructor() {
    session.whenChanged(() => this.#known.clear())
  }

  /** Null until it is known. */
  following(tag: string): boolean | null {
    return this.#known.get(tag.toLowerCase()) ?? null
  }

  /** Asks the node. Without an answer the button stays away. */
  async meet(tag: string): Promise<void> {
    try {
      const { following } = await api.hashtag(tag)
      if (!isPending(`tag ${tag}`)) this.#known.set(tag.toLowerCase(), following)
    } catch {
      // The page of the hashtag says what is wrong, if anything is.
    }
  }

  async follow(tag: string, on: boolean): Promise<void> {
    if (!session.require('follow hashtags')) return
    await wish({
      name: `tag ${tag}`,
      on,
      show: (shown) => void this.#known.set(tag.toLowerCase(), shown),
      ask: (asked) => api.followTag(tag, asked),
      agreed: () => toasts.say(on ? `Public tweets with #${tag} now stand in home.` : `You follow #${tag} no longer.`, { icon: 'check' }),
      refused: (thrown) => toasts.say(`Could not ${on ? 'follow' : 'unfollow'} #${tag}. ${asProblem(thrown).message}`, { icon: 'warn' }),
    })
  }
}

export const tags = new Tags()
