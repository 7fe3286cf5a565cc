/** Tweets on their way: shown at once, held back as long as the writer likes, sent with one key however often it takes, kept through a reload. */
import { asProblem, type Problem } from '../api/problems'
import { newKey } from '../api/client'
import { post, postThread } from '../api/tweets'
import type { Draft, KeptDraft, Tweet } from '../api/types'
import { tweetPath } from '../text/handles'
import { waiting } from '../text/time'
import { choices } from './choices.svelte'
import { composer } from './composer.svelte'
import { connection } from './connection.svelte'
import { drafts, isBlank, lasting, type DraftName, type Writing } from './drafts.svelte'
import { home } from './home.svelte'
import { people } from './people.svelte'
import { router } from './router.svelte'
import { session } from './session.svelte'
import { shelf } from './shelf.svelte'
import { keep, kept } from './storage'
import { toasts } from './toasts.svelte'
import { tweets } from './tweets.svelte'

export interface Letter {
  key: string
  /** One tweet, or all of a thread. */
  drafts: Draft[]
  /** As it was in the composer, to be written on. */
  writing: Writing
  name: DraftName
  state: 'held' | 'sending' | 'waiting' | 'refused'
  /** Held back until then. */
  atMs: number
  reason: string
  /** What the node keeps of it, and need not once it is sent. */
  draft?: KeptDraft | null
}

const SECOND_MS = 1000

class Outbox {
  letters = $state<Letter[]>([])
  #underWay = new Set<string>()
  #whenSent = new Set<(tweet: Tweet) => void>()

  constructor() {
    connection.whenBack(() => this.resume())
    addEventListener('pagehide', () => this.hurry())
    session.whenChanged(() => {
      this.letters = []
    })
  }

  /** Takes up what an earlier visit could not send. */
  open(): void {
    this.letters = (kept<Letter[]>(this.#shelf) ?? []).filter((letter) => Array.isArray(letter.drafts))
    this.resume()
  }

  send(sent: Draft[], name: DraftName, writing: Writing, draft: KeptDraft | null = null): void {
    const seconds = choices.made.undo_seconds
    const letter: Letter = { key: newKey(), drafts: sent, writing: lasting(writing), name, state: seconds > 0 ? 'held' : 'sending', atMs: Date.now() + seconds * SECOND_MS, reason: '', draft }
    this.letters = [letter, ...this.letters]
    drafts.clear(name)
    this.#save()
    if (seconds > 0) toasts.say(`Sending in ${seconds} seconds`, { icon: 'clock', ms: seconds * SECOND_MS, action: { label: 'Undo', run: () => this.edit(letter) } })
    this.#begin(letter)
  }

  resume(): void {
    for (const letter of this.letters) if (letter.state !== 'refused') this.#begin(letter)
  }

  /** Sends what is still held back: the page is being left. */
  hurry(): void {
    for (const { key, state } of this.letters) if (state === 'held') void this.#post(key)
  }

  /** Back into the composer, as it was written. What has been begun there meanwhile follows it. */
  edit(letter: Letter): void {
    if (!this.letters.some(({ key }) => key === letter.key)) return
    const begun = drafts.open(letter.name).pieces.filter((piece) => !isBlank(piece))
    drafts.write(letter.name, { ...letter.writing, pieces: [...letter.writing.pieces, ...begun] })
    this.discard(letter)
    const [first] = letter.drafts
    composer.write({ replyTo: first?.reply_to_id ? tweets.find(first.reply_to_id) : null, quoted: first?.quote_id ? tweets.find(first.quote_id) : null, kept: letter.draft ?? null })
  }

  discard(letter: Letter): void {
    this.letters = this.letters.filter(({ key }) => key !== letter.key)
    this.#save()
  }

  whenSent(run: (tweet: Tweet) => void): () => void {
    this.#whenSent.add(run)
    return () => this.#whenSent.delete(run)
  }

  #begin({ key, state, atMs }: Letter): void {
    if (state !== 'held') void this.#post(key)
    else setTimeout(() => void this.#post(key), Math.max(0, atMs - Date.now()))
  }

  async #post(key: string): Promise<void> {
    const letter = this.letters.find((one) => one.key === key)
    if (letter === undefined || this.#underWay.has(key)) return
    this.#underWay.add(key)
    letter.state = 'sending'
    try {
      const [first] = letter.drafts
      if (first !== undefined) this.#sent(letter, letter.drafts.length === 1 ? [await post(first, key)] : await postThread(letter.drafts, key))
    } catch (thrown) {
      this.#notSent(letter, asProblem(thrown))
    } finally {
      this.#underWay.delete(key)
    }
    this.#save()
  }

  #sent(letter: Letter, answers: readonly Tweet[]): void {
    this.discard(letter)
    if (letter.draft) void shelf.settled(letter.draft)
    const parentId = letter.drafts[0]?.reply_to_id
    const parent = parentId ? tweets.find(parentId) : null
    if (parent !== null) parent.reply_count += 1
    const sent = answers.map((answer) => tweets.keep(answer))
    for (const tweet of sent) {
      home.enter({ id: tweet.entry_id, tweet, retweetedBy: null })
      people.countTweet(tweet.user, 1)
      for (const run of this.#whenSent) run(tweet)
    }
    const [first] = sent
    if (first === undefined) return
    const said = sent.length > 1 ? 'Thread sent' : parentId ? 'Reply sent' : 'Tweet sent'
    toasts.say(said, { icon: 'check', action: { label: 'View', run: () => router.go(tweetPath(first)) } })
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

function reason(problem: Problem): string {
  if (problem.status === 429) return `That was a lot at once. You can tweet again in ${waiting(problem.retryAfterSeconds ?? 60)}.`
  return problem.field('content') ?? problem.errors[0]?.message ?? problem.message
}

export const outbox = new Outbox()
