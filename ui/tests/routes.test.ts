import { expect, test } from 'vitest'
import { isPublic, routeOf } from '../src/state/routes'
import { pageTitle } from '../src/state/titles'

const route = (path: string) => routeOf(new URL(path, 'https://hearth.example'))

test.each([
  ['/', { page: 'home' }],
  ['/explore?q=ada', { page: 'explore' }],
  ['/search?q=kiln&tab=latest', { page: 'search' }],
  ['/mentions', { page: 'notifications', tab: 'mentions' }],
  ['/notifications?tab=requests', { page: 'notifications', tab: 'requests' }],
  ['/bookmarks/', { page: 'bookmarks' }],
  ['/settings', { page: 'settings', section: null }],
  ['/settings?section=appearance', { page: 'settings', section: 'appearance' }],
  ['/settings?section=nothing', { page: 'settings', section: null }],
  ['/settings?section=muted', { page: 'settings', section: 'muted' }],
  ['/lists', { page: 'lists' }],
  ['/lists/77', { page: 'list', id: '77', members: false }],
  ['/lists/77/members', { page: 'list', id: '77', members: true }],
  ['/lists/77/nonsense', { page: 'not-found' }],
  ['/lists/tea', { page: 'not-found' }],
  ['/quote-requests', { page: 'quote-requests' }],
  ['/tags/kiln%20blue', { page: 'tag', tag: 'kiln blue' }],
  ['/@ada', { page: 'profile', handle: '@ada', tab: 'tweets' }],
  ['/@ada@127.0.0.1:8421?tab=replies', { page: 'profile', handle: '@ada@127.0.0.1:8421', tab: 'replies' }],
  ['/@ada?tab=media', { page: 'profile', handle: '@ada', tab: 'media' }],
  ['/%40ada%40tea.example', { page: 'profile', handle: '@ada@tea.example', tab: 'tweets' }],
  ['/@ada/followers', { page: 'people', handle: '@ada', which: 'followers' }],
  ['/@ada@tea.example/880000000000000000', { page: 'tweet', handle: '@ada@tea.example', id: '880000000000000000' }],
  ['/@ada/88/quotes', { page: 'reactions', handle: '@ada', id: '88', which: 'quotes' }],
  ['/@ada/88/nonsense', { page: 'not-found' }],
  ['/@ada/nonsense', { page: 'not-found' }],
  ['/@ada/1/2', { page: 'not-found' }],
  ['/nowhere', { page: 'not-found' }],
  ['/%E0%A4%A', { page: 'not-found' }],
])('%s leads to its page', (path, expected) => {
  expect(route(path)).toEqual(expected)
})

test('people and tweets may be read without an account, home may not', () => {
  expect(isPublic(route('/@ada'))).toBe(true)
  expect(isPublic(route('/'))).toBe(false)
})

test('the title tells the page, the node and how much waits', () => {
  expect(pageTitle(route('/'), 'Hearth', 3)).toBe('(3) Home · Hearth')
  expect(pageTitle(route('/@ada'), 'Hearth', 120)).toBe('(99+) @ada · Hearth')
  expect(pageTitle(route('/@ada'), 'Hearth', 0)).toBe('@ada · Hearth')
})
