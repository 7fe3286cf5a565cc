/** Which page an address means. */
import { parseHandle } from '../text/handles'

export type SettingsSection = 'profile' | 'account' | 'appearance'
export type ProfileTab = 'tweets' | 'replies' | 'likes'

export type Route =
  | { page: 'home' | 'explore' | 'mentions' | 'bookmarks' | 'follow-requests' | 'login' | 'signup' | 'reset' | 'not-found' }
  | { page: 'settings'; section: SettingsSection | null }
  | { page: 'tag'; tag: string }
  | { page: 'profile'; handle: string; tab: ProfileTab }
  | { page: 'people'; handle: string; which: 'followers' | 'following' }
  | { page: 'tweet'; handle: string; id: string }

const PLAIN = new Map<string, 'home' | 'explore' | 'mentions' | 'bookmarks' | 'follow-requests' | 'login' | 'signup' | 'reset'>([
  ['/', 'home'],
  ['/explore', 'explore'],
  ['/mentions', 'mentions'],
  ['/bookmarks', 'bookmarks'],
  ['/follow-requests', 'follow-requests'],
  ['/login', 'login'],
  ['/signup', 'signup'],
  ['/reset', 'reset'],
])

/** Pages that make sense without an account. */
export function isPublic(route: Route): boolean {
  return ['explore', 'tag', 'profile', 'people', 'tweet', 'login', 'signup', 'reset', 'not-found'].includes(route.page)
}

export function routeOf(url: URL): Route {
  const path = decoded(url.pathname)
  const plain = PLAIN.get(path === '/' ? path : path.replace(/\/$/, ''))
  if (plain !== undefined) return { page: plain }
  const [, first = '', second, ...rest] = path.split('/')
  if (rest.length > 0) return { page: 'not-found' }
  if (first === 'settings' && second === undefined) return { page: 'settings', section: oneOf(url.searchParams.get('section'), ['profile', 'account', 'appearance']) }
  if (first === 'tags' && second) return { page: 'tag', tag: second }
  if (!first.startsWith('@') || parseHandle(first) === null) return { page: 'not-found' }
  return ofPerson(first, second, url)
}

function ofPerson(handle: string, second: string | undefined, url: URL): Route {
  if (!second) return { page: 'profile', handle, tab: oneOf(url.searchParams.get('tab'), ['tweets', 'replies', 'likes']) ?? 'tweets' }
  if (second === 'followers' || second === 'following') return { page: 'people', handle, which: second }
  return /^\d+$/.test(second) ? { page: 'tweet', handle, id: second } : { page: 'not-found' }
}

function oneOf<T extends string>(value: string | null, choices: readonly T[]): T | null {
  return choices.find((choice) => choice === value) ?? null
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
