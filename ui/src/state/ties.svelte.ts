/** What people do with one another beyond following: mute, note down, turn away, block a whole node. */
import { asProblem } from '../api/problems'
import * as api from '../api/ties'
import type { Relationship, User } from '../api/types'
import { callName } from '../text/handles'
import { until } from '../text/time'
import { confirm } from './confirm.svelte'
import { NO_TIE, people } from './people.svelte'
import { session } from './session.svelte'
import { toasts } from './toasts.svelte'

const SECOND_MS = 1000
/** A block ends follows both ways, and they stay ended. */
const APART = { following: false, requested: false, followed_by: false, requested_by: false }

class Ties {
  mute(user: User, how: api.Mute): Promise<boolean> {
    const ends = how.duration_seconds === null ? null : new Date(Date.now() + how.duration_seconds * SECOND_MS).toISOString()
    const change = { muting: true, muting_notifications: how.notifications, muting_until: ends }
    const said = ends === null ? `Muted ${callName(user)}.` : `Muted ${callName(user)} until ${until(ends, Date.now())}.`
    return this.#act(user, change, () => api.mute(user.id, how), 'mute', said)
  }

  unmute(user: User): Promise<boolean> {
    const change = { muting: false, muting_notifications: false, muting_until: null }
    return this.#act(user, change, () => api.unmute(user.id), 'unmute', `You hear ${callName(user)} again.`)
  }

  retweets(user: User, on: boolean): Promise<boolean> {
    const said = on ? `${callName(user)}’s retweets are back in home.` : `${callName(user)}’s retweets stay out of home.`
    return this.#act(user, { retweets: on }, () => api.changeFollow(user.id, { retweets: on }), 'change this for', said)
  }

  bell(user: User, on: boolean): Promise<boolean> {
    const said = on ? `You will be told when ${callName(user)} tweets.` : `You will not be told when ${callName(user)} tweets.`
    return this.#act(user, { bell: on }, () => api.changeFollow(user.id, { bell: on }), 'change this for', said)
  }

  /** Throws what went wrong: the note's own field says it. */
  async note(user: User, content: string): Promise<void> {
    user.relationship = await api.writeNote(user.id, content)
  }

  async removeFollower(user: User): Promise<boolean> {
    const yes = await confirm.ask({
      title: `Remove ${callName(user)} as a follower?`,
      text: 'Your tweets no longer reach them by themselves. They are not told, and may ask to follow you again.',
      yes: 'Remove',
      no: 'Cancel',
      danger: true,
    })
    if (!yes) return false
    const done = await this.#act(user, { followed_by: false }, () => api.removeFollower(user.id), 'remove', `${callName(user)} follows you no longer.`)
    const me = session.user === null ? null : people.byId(session.user.id)
    if (done && me !== null) me.follower_count = Math.max(0, me.follower_count - 1)
    return done
  }

  async blockHost(host: string, on: boolean): Promise<boolean> {
    if (!session.require('block nodes')) return false
    if (on && !(await confirm.ask(hostQuestion(host)))) return false
    try {
      await api.blockHost(host, on)
    } catch (thrown) {
      toasts.say(`Could not ${on ? 'block' : 'unblock'} ${host}. ${asProblem(thrown).message}`, { icon: 'warn' })
      return false
    }
    for (const user of people.of(host)) if (user.relationship !== null) user.relationship = { ...user.relationship, ...(on ? APART : {}), blocking_host: on }
    toasts.say(on ? `Everybody on ${host} is blocked.` : `${host} is unblocked.`, { icon: 'check' })
    return true
  }

  /** Shown at once, put back when the node refuses; the last answer counts. */
  async #act(user: User, change: Partial<Relationship>, ask: () => Promise<Relationship>, verb: string, said: string): Promise<boolean> {
    if (!session.require(`${verb} people`)) return false
    const before = user.relationship
    user.relationship = { ...(before ?? NO_TIE), ...change }
    try {
      user.relationship = await ask()
    } catch (thrown) {
      user.relationship = before
      toasts.say(`Could not ${verb} ${callName(user)}. ${asProblem(thrown).message}`, { icon: 'warn' })
      return false
    }
    toasts.say(said, { icon: 'check' })
    return true
  }
}

function hostQuestion(host: string) {
  return {
    title: `Block everybody on ${host}?`,
    text: 'Nobody from there is shown to you or can follow you, and follows both ways end. They are not told. Others on this node still see them.',
    yes: 'Block all',
    no: 'Cancel',
    danger: true,
  }
}

export const ties = new Ties()
