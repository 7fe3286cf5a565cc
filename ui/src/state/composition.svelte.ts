/** One composer at work: its draft, which tweet of the thread is being written, what is wrong with it, and the sending. */
import * as api from '../api/tweets'
import type { QuotePolicy, Visibility } from '../api/types'
import { callName, fullHandleOf } from '../text/handles'
import { split, tweetLength } from '../text/length'
import { choices } from './choices.svelte'
import { draftName, isWider, namedIn, narrower, widened, type Purpose } from './composer.svelte'
import { drafts, emptyPiece, emptyWriting, isBlank, lasting, type DraftName, type Writing } from './drafts.svelte'
import { Submission } from './forms.svelte'
import { limits } from './limits'
import { outbox } from './outbox.svelte'
import { session } from './session.svelte'
import { shelf } from './shelf.svelte'
import { toasts } from './toasts.svelte'
import { tweets } from './tweets.svelte'
import { uploads } from './uploads.svelte'
import { draftsOf, editOf, emptyAsking, pieceProblem, undescribed, unfinishedOf, writingOf, writingOfKept } from './writings'

const SAVE_AFTER_MS = 500

export class Composition {
  /** All of it that the node keeps. */
  #whole = (writing: Writing): unknown => [unfinishedOf(writing, this.purpose), writing.at]

  readonly purpose: Purpose
  readonly name: DraftName
  /** Whom a reply names, put there by us. */
  readonly prefix: string
  readonly draft: Writing
  readonly form = new Submission()
  /** Which tweet of the thread is being written. */
  active = $state(0)
  /** Pictures without words have been named; the next press sends. */
  nudged = $state(false)
  readonly #told: (saved: boolean) => void
  #timer: ReturnType<typeof setTimeout> | undefined

  /** `told` hears whether what is written is kept. */
  constructor(purpose: Purpose, told: (saved: boolean) => void) {
    const { replyTo, edited, kept } = purpose
    const me = session.user
    const own = me === null ? [] : [me.handle.toLowerCase(), fullHandleOf(me, session.host).toLowerCase()]
    this.purpose = purpose
    this.name = draftName(purpose)
    this.prefix = replyTo === null ? '' : namedIn(replyTo, own)
    this.draft = drafts.open(this.name, edited !== null ? () => writingOf(edited) : kept !== null ? () => writingOfKept(kept) : emptyWriting)
    this.#told = told
  }

  readonly piece = $derived.by(() => this.draft.pieces[this.active] ?? this.draft.pieces[0] ?? emptyPiece())
  readonly untouched = $derived.by(() => this.draft.pieces.every((one, at) => isBlank(at === 0 && one.content.trim() === this.prefix.trim() ? { ...one, content: '' } : one)))
  readonly written = $derived.by(() => {
    const { edited } = this.purpose
    return edited === null ? !this.untouched : JSON.stringify(editOf(this.draft, edited)) !== JSON.stringify(editOf(writingOf(edited), edited))
  })
  /** Something the node has not got yet. */
  readonly unkept = $derived.by(() => {
    const { edited, kept } = this.purpose
    if (edited !== null || !this.written) return false
    return kept === null || JSON.stringify(this.#whole(this.draft)) !== JSON.stringify(this.#whole(writingOfKept(kept)))
  })
  readonly #bad = $derived.by(() => {
    const used = this.draft.pieces.filter((one, at) => at === 0 || !isBlank(one))
    return used.map((one, at) => pieceProblem(one, at === 0 ? this.prefix : '')).find((problem) => problem !== '') ?? ''
  })
  readonly sendable = $derived.by(() => this.written && this.#bad === '' && !this.form.busy)
  readonly why = $derived.by(() => this.form.problem?.errors[0]?.message ?? this.form.problem?.message ?? (this.written ? this.#bad : ''))
  readonly over = $derived.by(() => tweetLength(this.piece.content) > limits().tweet_characters)
  readonly full = $derived.by(() => this.draft.pieces.length >= limits().thread_tweets)

  get visibility(): Visibility {
    const { replyTo, quoted, edited } = this.purpose
    const narrowest = narrower(narrower(replyTo?.visibility ?? 'public', choices.made.visibility), quoted?.visibility === 'followers' ? 'followers' : 'public')
    return edited?.visibility ?? this.draft.visibility ?? narrowest
  }

  /** Only what everybody may see can be quoted. */
  get quotable(): boolean {
    return this.purpose.edited === null && (this.visibility === 'public' || this.visibility === 'unlisted')
  }

  get quotePolicy(): QuotePolicy {
    return this.draft.quotePolicy ?? choices.made.quote_policy
  }

  get verb(): string {
    if (this.purpose.edited !== null) return 'Save'
    if (this.purpose.kept?.scheduled_at != null && this.draft.at !== null) return 'Save'
    if (this.draft.at !== null) return this.nudged ? 'Schedule anyway' : 'Schedule'
    if (this.nudged) return 'Tweet anyway'
    if (this.draft.pieces.length > 1) return 'Tweet all'
    return this.purpose.replyTo === null ? 'Tweet' : 'Reply'
  }

  get placeholder(): string {
    const { replyTo, quoted, edited } = this.purpose
    if (edited !== null) return 'What would you rather say?'
    if (replyTo !== null) return `Reply to ${callName(replyTo.user)}`
    return quoted === null ? 'What would you like to say?' : 'What do you think of it?'
  }

  get label(): string {
    const { replyTo, edited } = this.purpose
    return edited !== null ? 'Edit your tweet' : replyTo === null ? 'Write a tweet' : this.placeholder
  }

  /** A reply begins with whom it names. */
  begin(): void {
    const [first] = this.draft.pieces
    if (first?.content === '') first.content = this.prefix
  }

  changed = (): void => {
    this.nudged = false
    this.form.problem = null
    this.#told(false)
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      drafts.save(this.name)
      this.#told(this.written)
    }, SAVE_AFTER_MS)
  }

  /** Asks before an answer is shown to more people than what it answers. */
  async show(wanted: Visibility): Promise<void> {
    const parent = this.purpose.replyTo
    if (parent !== null && isWider(wanted, parent.visibility) && isWider(wanted, this.visibility) && !(await widened(parent))) return
    this.draft.visibility = wanted
    this.changed()
  }

  /** The next tweet of the thread; what is too much of this one goes there. */
  goOn(): void {
    if (this.purpose.edited !== null || this.full) return
    const { piece } = this
    const [kept, rest] = split(piece.content, limits().tweet_characters)
    piece.content = kept
    this.draft.pieces.splice(this.active + 1, 0, emptyPiece(rest))
    this.active += 1
    this.changed()
  }

  remove(at: number): void {
    this.draft.pieces.splice(at, 1)
    this.active = Math.max(0, Math.min(this.active, this.draft.pieces.length - 1))
    this.changed()
  }

  addFiles = (files: readonly File[]): void => {
    if (files.length === 0) return
    if (this.piece.poll !== null) {
      toasts.say('A tweet has pictures or a poll, not both.', { icon: 'poll' })
      return
    }
    uploads.add(this.piece, files, this.changed)
    this.changed()
  }

  togglePoll = (): void => {
    this.piece.poll = this.piece.poll === null ? emptyAsking() : null
    this.changed()
  }

  toggleNote = (): void => {
    this.draft.noteOpen = !this.draft.noteOpen
    this.changed()
  }

  /** True when it is on its way, or saved. Pictures without words are named once first. */
  async send(): Promise<boolean> {
    const { edited } = this.purpose
    if (!this.sendable) return false
    if (!this.nudged && edited === null && undescribed(this.draft.pieces) > 0) {
      this.nudged = true
      return false
    }
    clearTimeout(this.#timer)
    const said = { visibility: this.visibility, quotePolicy: this.quotable ? this.quotePolicy : ('nobody' as const) }
    const written = draftsOf(this.draft, this.purpose, said)
    if (this.draft.at !== null || this.purpose.kept?.scheduled_at != null) {
      if (!(await this.form.run(() => shelf.schedule(this.purpose.kept, written, this.draft.at)))) return false
      drafts.clear(this.name)
    } else if (edited !== null) {
      if (!(await this.form.run(async () => tweets.keep(await api.edit(edited.id, editOf(this.draft, edited)))))) return false
      drafts.clear(this.name)
      toasts.say('Saved', { icon: 'check' })
    } else {
      outbox.send(written, this.name, lasting(this.draft), this.purpose.kept)
    }
    this.nudged = false
    this.active = 0
    return true
  }

  /** Gives it to the node. False, and kept in this browser, where that did not work. */
  async keep(): Promise<boolean> {
    if (!(await shelf.keep(this.purpose.kept, unfinishedOf(this.draft, this.purpose), this.draft.at))) return false
    drafts.clear(this.name)
    return true
  }

  /** As if it had never been written; what the node keeps stays as it is there. */
  throwAway(): void {
    this.stop()
    drafts.clear(this.name)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  /** Saves what was written, and forgets what was not: a name put there by us is no draft, nor is a tweet that nobody changed. */
  leave(): void {
    this.stop()
    if (!this.written || (this.purpose.kept !== null && !this.unkept)) drafts.clear(this.name)
    drafts.save(this.name)
    this.active = 0
  }
}
