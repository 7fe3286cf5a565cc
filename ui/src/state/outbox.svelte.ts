/** Tweets on their way: shown at once, sent with one key however often it takes, kept through a reload. */
import { asProblem, type Problem } from '../api/problems'
import { newKey } from '../api/client'
import { post } from '../api/tweets'
import type { Draft, Tweet } from '../api/types'
import { tweetPath } from '../text/handles'
import { waiting } from '../text/time'
import { composer } from './composer.svelte'
import { connection } from './connection.svelte'
import { drafts, type DraftName, type Writing } from './drafts.svelte'
import { home } from './home.svelte'
import { people } from './people.svelte'
import { router } from './router.svelte'
import { session } from './session.svelte'
import { keep, kept } from './storage'
import { toasts } from './toasts.svelte'
import { tweets } from './tweets.svelte'

export interface Letter {
  key: string
  draft: Draft
  name: DraftName
  state: 'sending' | 'waiting' | 'refused'
  reason: string
}

class Outbox {
  letters = $state<Letter[]>([])
  #underWay = new Set<string>()
  #whenSent = new Set<(tweet: Tweet) => void>()

  constructor() {
    connection.whenBack(() => this.resume())
    session.whenChanged(() => {
      this.letters = []
    })
  }

  /** Takes up what an earlier visit could not send. */
  open(): void {
    this.letters = kept<Letter[]>(this.#shelf) ?? []
    this.resume()
  }

  send(draft: Draft, name: DraftName): void {
    const letter: Letter = { key: newKey(), draft, name, state: 'sending', reason: '' }
    this.letters = [letter, ...this.letters]
    drafts.clear(name)
    this.#save()
    void this.#post(letter.key)
  }

  resume(): void {
    for (const letter of this.letters) if (letter.state !== 'refused') void this.#post(letter.key)
  }

  /** Back into the composer, as it was written. */
  edit(letter: Letter): void {
    drafts.write(letter.name, asWriting(letter.draft))
    this.discard(letter)
    const { reply_to_id, quote_id } = letter.draft
    composer.write({ replyTo: reply_to_id ? tweets.find(reply_to_id) : null, quoted: quote_id ? tweets.find(quote_id) : null })
  }

  discard(letter: Letter): void {
    this.letters = this.letters.filter(({ key }) => key !== letter.key)
    this.#save()
  }

  whenSent(run: (tweet: Tweet) => void): () => void {
    this.#whenSent.add(run)
    return () => this.#whenSent.delete(run)
  }

  async #post(key: string): Promise<void> {
    const letter = this.letters.find((one) => one.key === key)
    if (letter === undefined || this.#underWay.has(key)) return
    this.#underWay.add(key)
    letter.state = 'sending'
    try {
      this.#sent(letter, await post(letter.draft, letter.key))
    } catch (thrown) {
      this.#notSent(letter, asProblem(thrown))
    } finally {
      this.#underWay.delete(key)
    }
    this.#save()
  }

  #sent(letter: Letter, answer: Tweet): void {
    const tweet = tweets.keep(answer)
    this.discard(letter)
    home.enter({ id: answer.entry_id, tweet, retweetedBy: null })
    people.countTweet(tweet.user, 1)
    const parent = letter.draft.reply_to_id ? tweets.find(letter.draft.reply_to_id) : null
    if (parent !== null) parent.reply_count += 1
    for (const run of this.#whenSent) run(tweet)
    toasts.say(letter.draft.reply_to_id ? 'Reply sent' : 'Tweet sent', { icon: 'check', action: { label: 'View', run: () => router.go(tweetPath(tweet)) } })
  }

  #notSent(letter: Letter, problem: Problem): void {
    if (problem.unreachable) {
      letter.state = 'waiting'
      return
    }
    letter.state = 'refused'
    letter.reason = reason(problem)
    if (router.route.page !== 'home') toasts.say(`Not sent: ${letter.reason}`, { icon: 'warn', action: { label: 'Edit', run: () => this.edit(letter) } })
  }

  get #shelf(): string {
    return `outbox.${session.user?.id ?? ''}`
  }

  #save(): void {
    keep(this.#shelf, this.letters.length === 0 ? null : this.letters)
  }
}

function asWriting(draft: Draft): Writing {
  const note = draft.content_warning ?? ''
  return { content: draft.content, note, noteOpen: note !== '', visibility: draft.visibility ?? null }
}

function reason(problem: Problem): string {
  if (problem.status === 429) return `That was a lot at once. You can tweet again in ${waiting(problem.retryAfterSeconds ?? 60)}.`
  return problem.field('content') ?? problem.errors[0]?.message ?? problem.message
}

export const outbox = new Outbox()
