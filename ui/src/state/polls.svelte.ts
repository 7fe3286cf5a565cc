/** Votes: given once, told at once, and totals brought up to date when a poll closes. */
import { SvelteSet } from 'svelte/reactivity'
import { asProblem } from '../api/problems'
import * as api from '../api/tweets'
import type { Tweet } from '../api/types'
import { session } from './session.svelte'
import { toasts } from './toasts.svelte'
import { tweets } from './tweets.svelte'

class Polls {
  /** Polls whose node is being asked. */
  busy = new SvelteSet<string>()
  #refreshed = new Set<string>()

  async vote(tweet: Tweet, choices: number[]): Promise<void> {
    const { poll } = tweet
    if (poll === null || choices.length === 0 || this.busy.has(poll.id) || !session.require('vote')) return
    this.busy.add(poll.id)
    try {
      tweets.keep(await api.vote(poll.id, choices))
    } catch (thrown) {
      const problem = asProblem(thrown)
      toasts.say(`Your vote was not counted. ${problem.field('choices') ?? problem.message}`, { icon: 'warn' })
    } finally {
      this.busy.delete(poll.id)
    }
  }

  /** Once after its end; a node that has not closed it yet is not asked again. */
  async refresh(tweet: Tweet): Promise<void> {
    const { poll } = tweet
    if (poll === null || this.#refreshed.has(poll.id)) return
    this.#refreshed.add(poll.id)
    try {
      tweet.poll = await api.poll(poll.id)
    } catch {
      // It stays as it was last seen.
    }
  }
}

export const polls = new Polls()
