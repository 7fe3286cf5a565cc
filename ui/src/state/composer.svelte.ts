/** The composer's dialog: open or not, and what it answers, quotes or edits. */
import type { KeptDraft, Tweet, Visibility } from '../api/types'
import { callName } from '../text/handles'
import { confirm } from './confirm.svelte'
import type { DraftName } from './drafts.svelte'
import { session } from './session.svelte'

export interface Purpose {
  replyTo: Tweet | null
  quoted: Tweet | null
  edited: Tweet | null
  /** What the node keeps of it, or has scheduled. */
  kept: KeptDraft | null
}

export const NEW: Purpose = { replyTo: null, quoted: null, edited: null, kept: null }

const NARROWNESS: readonly Visibility[] = ['public', 'unlisted', 'followers', 'direct']

class Composer {
  purpose = $state.raw<Purpose | null>(null)

  write(purpose: Partial<Purpose> = {}): void {
    if (!session.require('write tweets')) return
    this.purpose = { ...NEW, ...purpose }
  }

  close(): void {
    this.purpose = null
  }
}

export const composer = new Composer()

export function draftName({ replyTo, quoted, edited, kept }: Purpose): DraftName {
  if (kept !== null) return `kept ${kept.id} ${kept.changed_at}`
  if (edited !== null) return `edit ${edited.id}`
  if (replyTo !== null) return `reply ${replyTo.id}`
  return quoted === null ? 'new' : `quote ${quoted.id}`
}

/** A reply is seen by no more people than what it answers, unless its author says so. */
export function narrower(one: Visibility, other: Visibility): Visibility {
  return NARROWNESS[Math.max(NARROWNESS.indexOf(one), NARROWNESS.indexOf(other))] ?? 'direct'
}

export function isWider(one: Visibility, other: Visibility): boolean {
  return NARROWNESS.indexOf(one) < NARROWNESS.indexOf(other)
}

/** Asks once before an answer is shown to more people than what it answers. */
export function widened(parent: Tweet): Promise<boolean> {
  return confirm.ask({
    title: 'Show this to more people?',
    text: `${callName(parent.user)} shared the tweet you answer with fewer people than that.`,
    yes: 'Show it to more',
    no: 'Leave it',
    danger: false,
  })
}

/** Whom an answer names: its author first, then whoever else was named, without oneself. */
export function namedIn(tweet: Tweet, ownHandles: readonly string[]): string {
  const handles = [tweet.user.handle, ...(tweet.visibility === 'direct' ? tweet.mentions.map(({ handle }) => handle) : [])]
  const others = [...new Set(handles)].filter((handle) => !ownHandles.includes(handle.toLowerCase()))
  return others.map((handle) => `${handle} `).join('')
}
