/** What the window is called: the page, the node, and how much waits for an answer. */
import { capped } from '../text/numbers'
import type { Route } from './routes'

/** `waiting`: what speaks to the reader and is unread. */
export function pageTitle(route: Route, node: string, waiting: number): string {
  const name = pageName(route)
  return `${waiting > 0 ? `(${capped(waiting)}) ` : ''}${name === '' ? '' : `${name} · `}${node}`
}

function pageName(route: Route): string {
  switch (route.page) {
    case 'home':
      return 'Home'
    case 'explore':
      return 'Explore'
    case 'search':
      return 'Search'
    case 'notifications':
      return 'Notifications'
    case 'analytics':
      return 'Analytics'
    case 'bookmarks':
      return 'Bookmarks'
    case 'lists':
    case 'list':
      return 'Lists'
    case 'drafts':
      return 'Drafts'
    case 'scheduled':
      return 'Scheduled'
    case 'follow-requests':
      return 'Follow requests'
    case 'quote-requests':
      return 'Quote requests'
    case 'settings':
      return 'Settings'
    case 'tag':
      return `#${route.tag}`
    case 'profile':
    case 'people':
      return route.handle
    case 'tweet':
    case 'reactions':
      return `Tweet by ${route.handle}`
    case 'login':
      return 'Sign in'
    case 'signup':
      return 'Join'
    case 'reset':
      return 'New password'
    case 'not-found':
      return 'Not here'
  }
}
