/** Hashtags as far as they have been asked about: which the reader follows, and how they are used. */
import { SvelteMap } from 'svelte/reactivity'
import * as api from '../api/hashtags'
import { asProblem } from '../api/problems'
import type { HashtagFacts } from '../api/types'
import { session } from './session.svelte'
import { toasts } from './toasts.svelte'
import { isPending, wish } from './wishes'

class Tags {
  #known = new SvelteMap<string, boolean>()
  #facts = new SvelteMap<string, HashtagFacts>()
  #asking = new Map<string, Promise<HashtagFacts>>()

  constructor() {
    session.whenChanged(() => {
      this.#known.clear()
      this.#asking.clear()
    })
  }

  /** Null until it is known. */
  following(tag: string): boolean | null {
    return this.#known.get(tag.toLowerCase()) ?? null
  }

  /** How it was used this week; null until it is known. */
  facts(tag: string): HashtagFacts | null {
    return this.#facts.get(tag.toLowerCase()) ?? null
  }

  /** It came with something else. */
  told(tag: string, following: boolean): void {
    if (!isPending(`tag ${tag}`)) this.#known.set(tag.toLowerCase(), following)
  }

  /** Asks the node, once for all who want to know at the same time. Without an answer the button stays away. */
  async meet(tag: string): Promise<void> {
    const key = tag.toLowerCase()
    const asking = this.#asking.get(key) ?? api.hashtag(tag)
    this.#asking.set(key, asking)
    try {
      const facts = await asking
      this.#facts.set(key, facts)
      this.told(tag, facts.following)
    } catch {
      // The page of the hashtag says what is wrong, if anything is.
    } finally {
      this.#asking.delete(key)
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
