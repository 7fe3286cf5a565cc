/** Which page an address means. */
import { parseHandle } from '../text/handles'

export const SETTINGS = ['profile', 'account', 'tweets', 'notifications', 'numbers', 'appearance', 'hashtags', 'muted', 'blocked', 'nodes', 'newcomers', 'leaving'] as const
export type SettingsSection = (typeof SETTINGS)[number]
const PROFILE_TABS = ['tweets', 'replies', 'media', 'likes'] as const
export type ProfileTab = (typeof PROFILE_TABS)[number]

const REACTIONS = ['likes', 'retweets', 'quotes'] as const
export type Reaction = (typeof REACTIONS)[number]

type PlainPage = 'home' | 'explore' | 'search' | 'bookmarks' | 'lists' | 'drafts' | 'scheduled' | 'follow-requests' | 'quote-requests' | 'analytics' | 'login' | 'signup' | 'reset'

const NOTIFICATIONS = ['all', 'mentions', 'follows', 'requests'] as const
export type NotificationsTab = (typeof NOTIFICATIONS)[number]

export type Route =
  | { page: PlainPage | 'not-found' }
  | { page: 'settings'; section: SettingsSection | null }
  | { page: 'notifications'; tab: NotificationsTab }
  | { page: 'tag'; tag: string }
  | { page: 'list'; id: string; members: boolean }
  | { page: 'profile'; handle: string; tab: ProfileTab }
  | { page: 'people'; handle: string; which: 'followers' | 'following' }
  | { page: 'tweet'; handle: string; id: string }
  | { page: 'reactions'; handle: string; id: string; which: Reaction }

const PLAIN = new Map<string, PlainPage>([
  ['/', 'home'],
  ['/explore', 'explore'],
  ['/search', 'search'],
  ['/bookmarks', 'bookmarks'],
  ['/lists', 'lists'],
  ['/drafts', 'drafts'],
  ['/scheduled', 'scheduled'],
  ['/follow-requests', 'follow-requests'],
  ['/quote-requests', 'quote-requests'],
  ['/analytics', 'analytics'],
  ['/login', 'login'],
  ['/signup', 'signup'],
  ['/reset', 'reset'],
])

/** Pages that make sense without an account. */
export function isPublic(route: Route): boolean {
  return ['explore', 'search', 'tag', 'profile', 'people', 'tweet', 'reactions', 'login', 'signup', 'reset', 'not-found'].includes(route.page)
}

export function routeOf(url: URL): Route {
  const path = decoded(url.pathname)
  const plain = PLAIN.get(path === '/' ? path : path.replace(/\/$/, ''))
  if (plain !== undefined) return { page: plain }
  const [, first = '', second, ...rest] = path.split('/')
  // Under its old name it is kept by bookmarks and habits.
  if (first === 'mentions' && !second) return { page: 'notifications', tab: 'mentions' }
  if (first === 'notifications' && (second ?? '') === '') return { page: 'notifications', tab: oneOf(url.searchParams.get('tab'), NOTIFICATIONS) ?? 'all' }
  if (first === 'lists' && second !== undefined) return ofList(second, rest)
  const [third, ...more] = rest
  const which = oneOf(third ?? null, REACTIONS)
  if (which !== null && more.length === 0 && isHandle(first) && /^\d+$/.test(second ?? '')) return { page: 'reactions', handle: first, id: second ?? '', which }
  if (rest.length > 0) return { page: 'not-found' }
  if (first === 'settings' && second === undefined) return { page: 'settings', section: oneOf(url.searchParams.get('section'), SETTINGS) }
  if (first === 'tags' && second) return { page: 'tag', tag: second }
  if (!isHandle(first)) return { page: 'not-found' }
  return ofPerson(first, second, url)
}

function ofPerson(handle: string, second: string | undefined, url: URL): Route {
  if (!second) return { page: 'profile', handle, tab: oneOf(url.searchParams.get('tab'), PROFILE_TABS) ?? 'tweets' }
  if (second === 'followers' || second === 'following') return { page: 'people', handle, which: second }
  return /^\d+$/.test(second) ? { page: 'tweet', handle, id: second } : { page: 'not-found' }
}

function isHandle(part: string): boolean {
  return part.startsWith('@') && parseHandle(part) !== null
}

function ofList(id: string, rest: readonly string[]): Route {
  const members = rest[0] === 'members'
  return /^\d+$/.test(id) && rest.length === Number(members) ? { page: 'list', id, members } : { page: 'not-found' }
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
