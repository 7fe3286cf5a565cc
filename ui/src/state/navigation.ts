/** The places of the app, as rail, bar and drawer show them. */
import type { IconName } from '../components/icons'
import { profilePath } from '../text/handles'
import { notifications } from './notifications.svelte'
import { router } from './router.svelte'
import { session } from './session.svelte'

export interface Destination {
  label: string
  href: string
  icon: IconName
  iconOn: IconName
  here: boolean
  /** One of the five in the phone's bar. */
  inBar: boolean
  /** How much waits there. */
  count?: number
}

/** In the order of the rail. Reads live state: call it inside $derived. */
export function destinations(): Destination[] {
  const { page } = router.route
  const me = session.user
  const explore: Destination = { label: 'Explore', href: '/explore', icon: 'search', iconOn: 'search-on', here: page === 'explore' || page === 'search' || page === 'tag', inBar: true }
  if (me === null) return [explore]
  const mine = 'handle' in router.route && router.route.handle.toLowerCase() === me.handle.toLowerCase()
  return [
    { label: 'Home', href: '/', icon: 'home', iconOn: 'home-on', here: page === 'home', inBar: true },
    explore,
    { label: 'Notifications', href: '/notifications', icon: 'bell', iconOn: 'bell-on', here: page === 'notifications', inBar: true, count: notifications.unread },
    { label: 'Bookmarks', href: '/bookmarks', icon: 'bookmark', iconOn: 'bookmark-on', here: page === 'bookmarks', inBar: true },
    { label: 'Lists', href: '/lists', icon: 'list', iconOn: 'list-on', here: page === 'lists' || page === 'list', inBar: false },
    ...(me.locked ? [{ label: 'Follow requests', href: '/follow-requests', icon: 'people', iconOn: 'people-on', here: page === 'follow-requests', inBar: false } as const] : []),
    { label: 'Profile', href: profilePath(me), icon: 'user', iconOn: 'user-on', here: mine && (page === 'profile' || page === 'people'), inBar: true },
    { label: 'Analytics', href: '/analytics', icon: 'chart', iconOn: 'chart', here: page === 'analytics', inBar: false },
    { label: 'Settings', href: '/settings', icon: 'sliders', iconOn: 'sliders-on', here: page === 'settings', inBar: false },
  ]
}

/** Pressing the place one is at goes to its top. */
export function toTopIfHere(destination: Destination, event: MouseEvent): void {
  if (!destination.here || location.pathname !== destination.href || event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  scrollTo({ top: 0, behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth' })
}
