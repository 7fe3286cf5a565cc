/** What was searched for: what it found, and the last five searches, which stay in this browser. */
import { SvelteMap } from 'svelte/reactivity'
import * as api from '../api/finding'
import { readHighlight, type Highlight } from '../text/highlights'
import { entriesOf, PagedList, type Entry } from './lists.svelte'
import { session } from './session.svelte'
import { drop, keep, kept } from './storage'

const LAST_KEPT = 5
const FOUND_KEPT = 8

class Searches {
  last = $state.raw<readonly string[]>(kept<string[]>('searches') ?? [])

  remember(q: string): void {
    this.#keep([q, ...this.last.filter((one) => one !== q)].slice(0, LAST_KEPT))
  }

  forget(q: string): void {
    this.#keep(this.last.filter((one) => one !== q))
  }

  clear(): void {
    this.last = []
    drop('searches')
  }

  #keep(last: readonly string[]): void {
    this.last = last
    keep('searches', last)
  }
}

export const searches = new Searches()

/** Tweets that one search found. */
export class Found {
  list: PagedList<Entry>
  /** By the id of the tweet. */
  highlights = new SvelteMap<string, Highlight>()
  /** There may be more: the index of the node is behind, being built, or turned off. */
  partial = $state(false)

  constructor(q: string, sort: api.Sort) {
    this.list = new PagedList<Entry>(async (query) => {
      const page = await api.searchTweets(q, sort, query)
      this.partial = page.partial
      for (const { id, entry_id } of page.tweets) {
        const html = page.highlights[entry_id]
        if (html !== undefined) this.highlights.set(id, readHighlight(html))
      }
      return { items: entriesOf(page), pagination: page.pagination }
    })
  }
}

const foundByName = new Map<string, Found>()

/** Of this visit, the least used forgotten, so that "back" finds the list as it was left; `anew` asks the node again. */
export function foundTweets(q: string, sort: api.Sort, anew: boolean): Found {
  const name = `${sort} ${q}`
  const found = (anew ? undefined : foundByName.get(name)) ?? new Found(q, sort)
  foundByName.delete(name)
  foundByName.set(name, found)
  const oldest = foundByName.keys().next()
  if (foundByName.size > FOUND_KEPT && !oldest.done) foundByName.delete(oldest.value)
  return found
}

session.whenChanged(() => {
  foundByName.clear()
  searches.clear()
})
