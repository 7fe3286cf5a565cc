/** What goes on: trends, tweets and links by place and category; whom and what one may like. */
import { SvelteSet } from 'svelte/reactivity'
import * as api from '../api/finding'
import { asProblem } from '../api/problems'
import type { Exploration, HashtagTrends, RecommendedUser, User } from '../api/types'
import { Fresh } from './fresh.svelte'
import { people } from './people.svelte'
import { session } from './session.svelte'
import { toasts } from './toasts.svelte'
import { tweets } from './tweets.svelte'

const TRENDS_MOST = 30
const PEOPLE_MOST = 40
const TWEETS_MOST = 10
const KEPT = 8

function keptByWhere<T>(load: (where: api.Where) => Promise<T>): (where: api.Where) => Fresh<T> {
  const known = new Map<string, Fresh<T>>()
  return (where) => {
    const name = JSON.stringify([where.region, where.category])
    const fresh = known.get(name) ?? new Fresh(() => load(where))
    if (!known.has(name) && known.size >= KEPT) known.delete(known.keys().next().value ?? '')
    known.set(name, fresh)
    return fresh
  }
}

export const exploration = keptByWhere<Exploration>(async (where) => {
  const found = await api.explore(where)
  return { ...found, tweets: found.tweets.map((one) => ({ ...one, tweet: tweets.keep(one.tweet) })), users: found.users.map(met) }
})

export const trending = keptByWhere<HashtagTrends>((where) => api.trends(where, TRENDS_MOST))

export const EVERYWHERE: api.Where = { region: '', category: '' }

export const topics = new Fresh(async () => (await api.topics()).topics)

export const tweetsToLike = new Fresh(async () => (await api.tweetsToLike(TWEETS_MOST)).map((one) => ({ ...one, tweet: tweets.keep(one.tweet) })))

export const peopleToFollow = new Fresh(async () => (await api.peopleToFollow(PEOPLE_MOST)).map(met))

function met({ user, reason }: RecommendedUser): RecommendedUser {
  return { user: people.keep(user), reason: { ...reason, people: reason.people.map((one) => people.keep(one)) } }
}

/** Whom the reader wants suggested no more. */
class Dismissals {
  #gone = new SvelteSet<string>()

  constructor() {
    session.whenChanged(() => this.#gone.clear())
  }

  without(all: readonly RecommendedUser[]): RecommendedUser[] {
    return all.filter(({ user }) => !this.#gone.has(user.id) && user.relationship?.blocking !== true && user.relationship?.muting !== true)
  }

  async dismiss(user: User): Promise<void> {
    this.#gone.add(user.id)
    try {
      await api.dismiss(user.id)
    } catch (thrown) {
      this.#gone.delete(user.id)
      toasts.say(`${user.handle} may be suggested again. ${asProblem(thrown).message}`, { icon: 'warn' })
    }
  }
}

export const dismissals = new Dismissals()
