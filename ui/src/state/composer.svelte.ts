/** The composer's dialog: open or not, and what it answers or quotes. */
import type { Tweet, Visibility } from '../api/types'
import type { DraftName } from './drafts.svelte'
import { session } from './session.svelte'

export interface Purpose {
  replyTo: Tweet | null
  quoted: Tweet | null
}

const NARROWNESS: readonly Visibility[] = ['public', 'unlisted', 'followers', 'direct']

class Composer {
  purpose = $state.raw<Purpose | null>(null)

  write(purpose: Partial<Purpose> = {}): void {
    if (!session.require('write tweets')) return
    this.purpose = { replyTo: null, quoted: null, ...purpose }
  }

  close(): void {
    this.purpose = null
  }
}

export const composer = new Composer()

export function draftName({ replyTo, quoted }: Purpose): DraftName {
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

/** Whom an answer names: its author first, then whoever else was named, without oneself. */
export function namedIn(tweet: Tweet, ownHandles: readonly string[]): string {
  const handles = [tweet.user.handle, ...(tweet.visibility === 'direct' ? tweet.mentions.map(({ handle }) => handle) : [])]
  const others = [...new Set(handles)].filter((handle) => !ownHandles.includes(handle.toLowerCase()))
  return others.map((handle) => `${handle} `).join('')
}
