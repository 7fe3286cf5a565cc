/** What each key does. Moves real focus from tweet to tweet, so that listeners hear where they are. */
import { shareAddress, profilePath, tweetPath } from '../text/handles'
import { composer } from './composer.svelte'
import { copy } from './copying'
import { help } from './help.svelte'
import { router } from './router.svelte'
import { session } from './session.svelte'
import { shortcutOf } from './shortcuts'
import { tweets } from './tweets.svelte'
import type { Tweet } from '../api/types'

const ROOM_ABOVE = 16

/** True when the key meant something here. */
export function press(event: KeyboardEvent, showNew: () => void): boolean {
  if (document.querySelector('dialog[open]') !== null) return false
  const keys = shortcutOf(event, event.timeStamp)
  if (keys === null) return false
  return everywhere(keys, showNew) || onTweet(keys)
}

function everywhere(keys: string, showNew: () => void): boolean {
  const me = session.user
  const places: Record<string, string> = { 'g h': '/', 'g e': '/explore', 'g n': '/notifications', 'g b': '/bookmarks', 'g l': '/lists', 'g s': '/settings', 'g p': me === null ? '/login' : profilePath(me) }
  const place = places[keys]
  if (place !== undefined) router.go(place)
  else if (keys.startsWith('Alt+')) return openTab(Number(keys.slice(4)) - 1)
  else if (keys === 'n') composer.write()
  else if (keys === '?') help.show()
  else if (keys === '.') showNew()
  else if (keys === '/') search()
  else if (keys === 'j' || keys === 'k') step(keys === 'j' ? 1 : -1)
  else if (keys === 'Home' || keys === 'End') return toEnd(keys === 'End')
  else if (keys === 'Escape') return leave()
  else return false
  return true
}

function onTweet(keys: string): boolean {
  const card = focusedCard()
  const tweet = tweets.find(card?.dataset.tweet ?? '')
  if (card === null || tweet === null) return false
  const acts: Record<string, () => void> = {
    o: () => look(card, tweet),
    r: () => composer.write({ replyTo: tweet }),
    t: () => retweet(tweet),
    q: () => quote(tweet),
    l: () => void tweets.toggle(tweet, 'like'),
    b: () => void tweets.toggle(tweet, 'bookmark'),
    x: () => card.querySelector<HTMLElement>('[data-note]')?.click(),
    c: () => void copy(shareAddress(tweet), 'Link copied'),
    u: () => router.go(profilePath(tweet.user)),
    m: () => card.querySelector<HTMLElement>('[data-more]')?.click(),
  }
  if (document.activeElement === card) acts.Enter = () => router.go(tweetPath(tweet))
  const act = acts[keys]
  act?.()
  return act !== undefined
}

/** Its pictures; the tweet itself where it has none to be seen. */
function look(card: HTMLElement, tweet: Tweet): void {
  const picture = card.querySelector<HTMLElement>('[data-picture]')
  if (picture === null) router.go(tweetPath(tweet))
  else picture.click()
}

function retweet(tweet: Tweet): void {
  if (tweets.canRetweet(tweet)) void tweets.toggle(tweet, 'retweet')
}

function quote(tweet: Tweet): void {
  if (tweets.canQuote(tweet)) composer.write({ quoted: tweet })
}

function cards(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('main :is([data-tweet], [data-row])')]
}

function focusedCard(): HTMLElement | null {
  return document.activeElement?.closest<HTMLElement>('[data-tweet], [data-row]') ?? null
}

function bottomOfHead(): number {
  return document.querySelector('.head')?.getBoundingClientRect().bottom ?? 0
}

/** To the next or previous tweet; without one, to the first that is in sight. */
function step(by: 1 | -1): void {
  const all = cards()
  const at = all.indexOf(focusedCard() ?? document.body)
  const inSight = all.findIndex((card) => card.getBoundingClientRect().bottom > bottomOfHead() + ROOM_ABOVE)
  focusCard(at === -1 ? all[inSight] : all[at + by])
}

function toEnd(last: boolean): boolean {
  if (focusedCard() === null) return false
  focusCard(last ? cards().at(-1) : cards()[0])
  if (!last) scrollTo({ top: 0, behavior: 'instant' })
  return true
}

function focusCard(card: HTMLElement | undefined): void {
  if (card === undefined) return
  card.focus({ preventScroll: true })
  scrollBy({ top: card.getBoundingClientRect().top - bottomOfHead() - ROOM_ABOVE, behavior: 'instant' })
}

function openTab(at: number): boolean {
  const tab = document.querySelectorAll<HTMLElement>('[data-tabs] a')[at]
  tab?.click()
  return tab !== undefined
}

function search(): void {
  const field = [...document.querySelectorAll<HTMLElement>('[data-search]')].find((one) => one.offsetParent !== null)
  if (field === undefined) router.go('/search')
  else field.focus()
}

/** Out of a field first, then off the tweet, then back to where one came from. */
function leave(): boolean {
  const focused = document.activeElement
  if (focused instanceof HTMLElement && focused !== document.body && focused.id !== 'main') {
    focused.blur()
    return true
  }
  if (router.route.page !== 'tweet' && router.route.page !== 'people') return false
  router.back('/')
  return true
}
