/** Everybody seen so far, once each, so that a follow shows on every screen at the same time. */
import * as api from '../api/people'
import { asProblem } from '../api/problems'
import type { Relationship, User } from '../api/types'
import { callName } from '../text/handles'
import { confirm } from './confirm.svelte'
import { session } from './session.svelte'
import { toasts } from './toasts.svelte'
import { isPending, wish } from './wishes'

export type FollowState = 'none' | 'asked' | 'following' | 'blocked'

export const NO_TIE: Relationship = {
  following: false,
  requested: false,
  followed_by: false,
  requested_by: false,
  blocking: false,
  blocked_by: false,
  muting: false,
  muting_notifications: false,
  muting_until: null,
  blocking_host: false,
  retweets: true,
  bell: false,
  note: '',
}

const ANSWER_WAITS_MS = [600, 1_500, 4_000, 10_000]

class People {
  #known = new Map<string, User>()

  /** The one live object for this person, brought up to date. */
  keep(user: User): User {
    const known = this.#known.get(user.id)
    if (known === undefined) {
      const fresh = $state(user)
      this.#known.set(user.id, fresh)
      return fresh
    }
    const relationship = user.relationship === null || isPending(`tie ${user.id}`) ? known.relationship : user.relationship
    Object.assign(known, user, { relationship })
    return known
  }

  /** The live object for this person where there is one. Changes nothing, so it may be read while a page is drawn. */
  live(user: User): User {
    return this.#known.get(user.id) ?? user
  }

  byId(id: string): User | null {
    return this.#known.get(id) ?? null
  }

  /** A person already seen, by handle as the address bar has it. */
  find(handle: string): User | null {
    const wanted = handle.toLowerCase()
    for (const user of this.#known.values()) if (user.handle.toLowerCase() === wanted) return user
    return null
  }

  /** Everybody of one node who has been seen. */
  of(host: string): User[] {
    return [...this.#known.values()].filter((user) => user.host === host)
  }

  /** Everybody who has been seen. */
  seen(): User[] {
    return [...this.#known.values()]
  }

  forgetAll(): void {
    this.#known.clear()
  }

  /** Asks how one stands to somebody, when that came with nothing so far: authors in timelines come without it. */
  async meet(user: User): Promise<void> {
    if (session.user === null || session.isMe(user) || user.relationship !== null) return
    try {
      this.keep(await api.person(user.id))
    } catch {
      // The buttons that need to know stay away.
    }
  }

  countTweet(author: User, change: number): void {
    const known = this.#known.get(author.id)
    if (known !== undefined) known.tweet_count = Math.max(0, known.tweet_count + change)
  }

  followState(user: User): FollowState {
    const tie = user.relationship
    if (tie?.blocking) return 'blocked'
    if (tie?.following) return 'following'
    return tie?.requested ? 'asked' : 'none'
  }

  async follow(user: User, on: boolean): Promise<void> {
    if (!session.require('follow people')) return
    await wish({
      name: `tie ${user.id}`,
      on,
      show: (shown) => this.#showFollow(user, shown),
      ask: (asked) => api.tie(user.id, 'follow', asked),
      agreed: (tie) => this.#agree(user, tie),
      refused: (thrown) => toasts.say(`Could not ${on ? 'follow' : 'unfollow'} ${callName(user)}. ${asProblem(thrown).message}`, { icon: 'warn' }),
    })
    if (user.host !== null && !user.locked) void this.#awaitAnswer(user)
  }

  /** Another node answers a follow a moment later; the button should not need a reload to know. */
  async #awaitAnswer(user: User): Promise<void> {
    for (const wait of ANSWER_WAITS_MS) {
      if (this.followState(user) !== 'asked') return
      await new Promise((resolve) => setTimeout(resolve, wait))
      try {
        this.keep(await api.person(user.id))
      } catch {
        return
      }
    }
  }

  async block(user: User, on: boolean): Promise<void> {
    if (!session.require('block people')) return
    if (on && !(await confirm.ask(blockQuestion(user)))) return
    const before = user.relationship
    await wish({
      name: `tie ${user.id}`,
      on,
      show: (shown) => {
        user.relationship = shown ? { ...(before ?? NO_TIE), blocking: true, following: false, requested: false, followed_by: false } : { ...(before ?? NO_TIE), blocking: false }
      },
      ask: (asked) => api.tie(user.id, 'block', asked),
      agreed: (tie) => this.#agree(user, tie),
      refused: (thrown) => {
        user.relationship = before
        toasts.say(`Could not ${on ? 'block' : 'unblock'} ${user.handle}. ${asProblem(thrown).message}`, { icon: 'warn' })
      },
    })
  }

  #showFollow(user: User, on: boolean): void {
    const tie = user.relationship ?? NO_TIE
    const counted = tie.following
    const asks = on && user.locked
    user.relationship = { ...tie, following: on && !asks, requested: asks }
    this.#count(user, Number(on && !asks) - Number(counted))
  }

  #agree(user: User, tie: Relationship): void {
    const counted = user.relationship?.following ?? false
    user.relationship = tie
    this.#count(user, Number(tie.following) - Number(counted))
  }

  #count(user: User, change: number): void {
    user.follower_count = Math.max(0, user.follower_count + change)
    const me = session.user === null ? undefined : this.#known.get(session.user.id)
    if (me !== undefined) me.following_count = Math.max(0, me.following_count + change)
  }
}

function blockQuestion(user: User) {
  return {
    title: `Block @${user.username}?`,
    text: 'They will not see you and you will not see them. They are not notified. If they live on another node, it is told, so that it keeps to this.',
    yes: 'Block',
    no: 'Cancel',
    danger: true,
  }
}

export const people = new People()
