/** Every tweet seen so far, once each, so that a like shows wherever the tweet stands. */
import { SvelteSet } from 'svelte/reactivity'
import { asProblem } from '../api/problems'
import * as api from '../api/tweets'
import type { QuotePolicy, Tweet } from '../api/types'
import { callName } from '../text/handles'
import { confirm } from './confirm.svelte'
import { people } from './people.svelte'
import { session } from './session.svelte'
import { toasts } from './toasts.svelte'
import { isPending, wish } from './wishes'

type Flag = 'is_liked' | 'is_retweeted' | 'is_bookmarked'
type Count = 'like_count' | 'retweet_count'

const FLAGS: Record<api.Mark, { flag: Flag; count: Count | null; verb: string; undo: string }> = {
  like: { flag: 'is_liked', count: 'like_count', verb: 'like this', undo: 'take your like back' },
  retweet: { flag: 'is_retweeted', count: 'retweet_count', verb: 'retweet this', undo: 'take your retweet back' },
  bookmark: { flag: 'is_bookmarked', count: null, verb: 'keep this', undo: 'remove this bookmark' },
}

class Tweets {
  #known = new Map<string, Tweet>()
  /** Deleted since they were loaded: lists leave them out. */
  gone = new SvelteSet<string>()
  /** Of these the line still stands that says so. */
  leaving = new SvelteSet<string>()

  /** The one live object for this tweet, brought up to date. What is on its way to the node stays as shown. */
  keep(tweet: Tweet): Tweet {
    const user = people.keep(tweet.user)
    if (tweet.quote !== null) people.keep(tweet.quote.user)
    const known = this.#known.get(tweet.id)
    if (known === undefined) {
      const fresh = $state({ ...tweet, user })
      this.#known.set(tweet.id, fresh)
      return fresh
    }
    const shown: Partial<Tweet> = {}
    for (const [mark, { flag, count }] of Object.entries(FLAGS)) {
      if (!isPending(`${mark} ${tweet.id}`)) continue
      shown[flag] = known[flag]
      if (count !== null) shown[count] = known[count]
    }
    Object.assign(known, tweet, shown, { user })
    return known
  }

  /** Somebody else changed it: it changes wherever it stands. */
  update(tweet: Tweet): void {
    if (this.#known.has(tweet.id)) this.keep(tweet)
  }

  /** Deleted elsewhere. Under the reader's focus a line stays in its place, so that the focus is not lost. */
  takeAway(id: string): void {
    const card = document.activeElement?.closest<HTMLElement>(`[data-entry="${id}"], [data-tweet="${id}"]`)
    if (card) {
      card.focus({ preventScroll: true })
      this.leaving.add(id)
    }
    this.gone.add(id)
  }

  find(id: string): Tweet | null {
    return this.gone.has(id) ? null : (this.#known.get(id) ?? null)
  }

  /** The hashtags of all that has been seen, those used most first. */
  hashtags(): string[] {
    const times = new Map<string, number>()
    for (const { hashtags } of this.#known.values()) for (const tag of hashtags) times.set(tag, (times.get(tag) ?? 0) + 1)
    return [...times.keys()].sort((one, other) => (times.get(other) ?? 0) - (times.get(one) ?? 0))
  }

  forgetAll(): void {
    this.#known.clear()
    this.gone.clear()
    this.leaving.clear()
  }

  toggle(tweet: Tweet, mark: api.Mark): Promise<void> {
    const { flag, count, verb, undo } = FLAGS[mark]
    if (!session.require(verb)) return Promise.resolve()
    const on = !tweet[flag]
    return wish({
      name: `${mark} ${tweet.id}`,
      on,
      show: (shown) => {
        if (tweet[flag] === shown) return
        tweet[flag] = shown
        if (count !== null) tweet[count] = Math.max(0, tweet[count] + (shown ? 1 : -1))
      },
      ask: (asked) => api.mark(tweet.id, mark, asked),
      agreed: (answer) => this.keep(answer),
      refused: (thrown) => this.#refused(tweet, on ? verb : undo, thrown),
    })
  }

  canRetweet(tweet: Tweet): boolean {
    if (tweet.visibility === 'public' || tweet.visibility === 'unlisted') return true
    return tweet.visibility === 'followers' && session.isMe(tweet.user)
  }

  /** Whether a quote may be tried; some authors are asked first. */
  canQuote(tweet: Tweet): boolean {
    return this.canRetweet(tweet) && (tweet.quote_policy !== 'nobody' || session.isMe(tweet.user))
  }

  /** True when it was deleted; false when the reader kept it. */
  async remove(tweet: Tweet): Promise<boolean> {
    const yes = await confirm.ask({
      title: 'Delete this tweet?',
      text: 'It disappears here at once, and from other nodes as soon as they answer.',
      yes: 'Delete',
      no: 'Keep it',
      danger: true,
    })
    if (!yes) return false
    this.gone.add(tweet.id)
    let returns = false
    try {
      returns = await api.remove(tweet.id)
    } catch (thrown) {
      const problem = asProblem(thrown)
      if (problem.status === 404) return true
      this.gone.delete(tweet.id)
      toasts.say(`Not deleted. ${problem.message}`, { icon: 'warn' })
      return false
    }
    people.countTweet(tweet.user, -1)
    const action = returns ? { label: 'Undo', run: () => void this.#bringBack(tweet) } : undefined
    toasts.say(action ? 'Deleted' : 'Deleted here, and other nodes are told', { icon: 'trash', ...(action && { action }) })
    return true
  }

  /** To the top of one's own profile, or off it. */
  async pin(tweet: Tweet, on: boolean): Promise<void> {
    const done = on ? 'Pinned to your profile' : 'No longer pinned'
    await this.#change(tweet, { is_pinned: on }, () => api.pin(tweet.id, on), done, on ? 'Not pinned.' : 'Still pinned.')
  }

  async letQuote(tweet: Tweet, policy: QuotePolicy): Promise<void> {
    await this.#change(tweet, { quote_policy: policy }, () => api.setQuotePolicy(tweet.id, policy), 'Saved', 'Not changed.')
  }

  /** Takes one's own tweet out of the tweet that quotes it. */
  async leaveQuote(quoting: Tweet): Promise<void> {
    const { quote } = quoting
    if (quote === null) return
    await this.#change(quoting, { quote: null, quote_state: 'revoked' }, () => api.revokeQuote(quote.id, quoting.id), 'Your tweet is no longer shown there', 'Your tweet is still shown there.')
  }

  /** Shows a change at once, and puts things back when the node says no. */
  async #change(tweet: Tweet, change: Partial<Tweet>, ask: () => Promise<Tweet | void>, done: string, failed: string): Promise<void> {
    const before = { ...tweet }
    Object.assign(tweet, change)
    try {
      const answer = await ask()
      if (answer !== undefined) this.keep(answer)
      toasts.say(done, { icon: 'check' })
    } catch (thrown) {
      for (const name of Object.keys(change)) Object.assign(tweet, { [name]: before[name as keyof Tweet] })
      toasts.say(`${failed} ${asProblem(thrown).message}`, { icon: 'warn' })
    }
  }

  async #bringBack(tweet: Tweet): Promise<void> {
    try {
      this.keep(await api.undelete(tweet.id))
    } catch (thrown) {
      toasts.say(`Not brought back. ${asProblem(thrown).message}`, { icon: 'warn' })
      return
    }
    this.gone.delete(tweet.id)
    people.countTweet(tweet.user, 1)
    toasts.say('It is back', { icon: 'check' })
  }

  #refused(tweet: Tweet, verb: string, thrown: unknown): void {
    const problem = asProblem(thrown)
    const why = problem.status === 404 ? `${callName(tweet.user)}’s node no longer has it.` : problem.message
    toasts.say(`Could not ${verb}. ${why}`, { icon: 'warn' })
  }
}

export const tweets = new Tweets()
