import { readFileSync } from 'node:fs'
import { fireEvent, render, screen } from '@testing-library/svelte'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as api from '../src/api/push'
import NotifyHere from '../src/components/NotifyHere.svelte'
import { bytesOf, push, WISH } from '../src/state/push.svelte'
import { session } from '../src/state/session.svelte'
import { keep, kept } from '../src/state/storage'
import { workerScript } from '../vite.page'
import { aUser, MIRA } from './builders'

vi.mock('../src/api/push')

const KEY = 'BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8'
const ENDPOINT = 'https://push.example/one'
const mine = { id: '7', app: 'native', endpoint: ENDPOINT, kinds: [], policy: 'all', created_at: '', current: true } as const

/** A browser that can push; `asked` is what the reader answers. */
function browser(asked: NotificationPermission = 'granted') {
  const subscription = { endpoint: ENDPOINT, options: { applicationServerKey: bytesOf(KEY).buffer }, toJSON: () => ({ endpoint: ENDPOINT }), unsubscribe: vi.fn(async () => true) }
  let current: typeof subscription | null = null
  const subscribe = vi.fn(async () => (current = subscription))
  const registration = { active: { state: 'activated' }, pushManager: { subscribe, getSubscription: async () => current } }
  const register = vi.fn(async () => registration)
  vi.stubGlobal('isSecureContext', true)
  vi.stubGlobal('PushManager', class {})
  const permission = { permission: 'default' as NotificationPermission, requestPermission: async () => (permission.permission = asked) }
  vi.stubGlobal('Notification', permission)
  vi.stubGlobal('navigator', { ...navigator, serviceWorker: { register, getRegistration: async () => registration, addEventListener: () => {} } })
  return { register, subscribe, subscription }
}

beforeEach(() => {
  session.user = MIRA
  push.status = 'unknown'
  vi.mocked(api.key).mockResolvedValue({ public_key: KEY, window: false })
  vi.mocked(api.subscriptions).mockResolvedValue({ subscriptions: [] })
})

afterEach(() => {
  vi.unstubAllGlobals()
  keep(WISH, null)
})

test('a switch tells this browser, with the key of this node and a worker that sees no page', async () => {
  const { register, subscribe } = browser()
  render(NotifyHere)
  const control = await screen.findByRole('switch', { name: /^Notify me in this browser/ })

  await fireEvent.click(control)

  await vi.waitFor(() => expect(push.status).toBe('on'))
  expect(control.getAttribute('aria-checked')).toBe('true')
  expect(register).toHaveBeenCalledWith('/sw.js', { scope: '/push/' })
  expect(subscribe).toHaveBeenCalledWith({ userVisibleOnly: true, applicationServerKey: bytesOf(KEY) })
  expect(api.subscribe).toHaveBeenCalledWith({ endpoint: ENDPOINT })
  expect(kept(WISH)).toBe(session.user?.id)
})

test('switched off, neither the node nor the browser is left with it', async () => {
  const { subscription } = browser()
  await push.look()
  await push.turnOn()
  vi.mocked(api.subscriptions).mockResolvedValue({ subscriptions: [{ ...mine, kinds: [] }] })

  await push.turnOff()

  expect(api.unsubscribe).toHaveBeenCalledWith('7')
  expect(subscription.unsubscribe).toHaveBeenCalled()
  expect([push.status, kept(WISH)]).toEqual(['off', null])
})

test('a reader who says no is told where to change that', async () => {
  browser('denied')
  render(NotifyHere)

  await fireEvent.click(await screen.findByRole('switch'))

  expect(await screen.findByText(/Allow them in the settings of the browser/)).toBeTruthy()
  expect(kept(WISH)).toBe(null)
})

test('where a browser cannot, it says why', async () => {
  vi.stubGlobal('isSecureContext', false)
  render(NotifyHere)

  expect(await screen.findByText(/begins with https/)).toBeTruthy()
})

test('in the window it is this computer that tells', async () => {
  vi.mocked(api.key).mockResolvedValue({ public_key: KEY, window: true })
  render(NotifyHere)

  await fireEvent.click(await screen.findByRole('switch', { name: /^Notify me on this computer/ }))

  await vi.waitFor(() => expect(push.status).toBe('on'))
  expect(api.subscribeWindow).toHaveBeenCalled()
})

test('signing in again brings it back, for whoever wanted it and nobody else', async () => {
  const { subscribe } = browser()
  await push.look()
  await push.turnOn()
  subscribe.mockClear()
  push.status = 'unknown'

  await push.resume()
  expect(push.status).toBe('on')
  expect(subscribe).toHaveBeenCalledTimes(1)

  subscribe.mockClear()
  session.user = aUser({ id: '99' })
  await push.resume()
  expect(subscribe).not.toHaveBeenCalled()
})

/** The worker in a made-up browser. */
function worker(pages: { focused: boolean; focus: () => void; postMessage: (data: unknown) => void }[] = []) {
  const listeners = new Map<string, (event: object) => void>()
  const showNotification = vi.fn(async (_title: string, _options: { data: string }) => {})
  const openWindow = vi.fn(async (_path: string) => {})
  const self = {
    location: { origin: 'https://tea.example' },
    addEventListener: (name: string, listener: (event: object) => void) => listeners.set(name, listener),
    registration: { showNotification },
    clients: { matchAll: async () => pages, openWindow },
  }
  new Function('self', workerScript())(self)
  const fire = async (name: string, event: object): Promise<void> => {
    let done: Promise<unknown> = Promise.resolve()
    listeners.get(name)?.({ ...event, waitUntil: (promise: Promise<unknown>) => (done = promise) })
    await done
  }
  return { fire, showNotification, openWindow }
}

test('the worker shows what the node tells, and something for what it cannot read', async () => {
  const { fire, showNotification } = worker()
  const told = { title: 'bo named you', body: 'hello', url: '/@bo/1', tag: 'n8', icon: null, at: '2026-01-31T12:00:00Z' }

  await fire('push', { data: { json: () => told } })
  await fire('push', { data: null })

  expect(showNotification.mock.calls).toEqual([
    ['bo named you', { body: 'hello', icon: undefined, tag: 'n8', timestamp: 1_769_860_800_000, data: '/@bo/1' }],
    ['Something new', expect.objectContaining({ body: '', data: '/notifications' })],
  ])
})

test('a click opens exactly that: in the page that is open, else in a new one, and nowhere else', async () => {
  const page = { focused: false, focus: vi.fn(), postMessage: vi.fn() }
  const here = worker([{ ...page, postMessage: vi.fn() }, { ...page, focused: true }])
  const alone = worker()
  const notification = { data: '/@bo/1', close: vi.fn() }

  await here.fire('notificationclick', { notification })
  await alone.fire('notificationclick', { notification })
  await alone.fire('push', { data: { json: () => ({ url: 'https://evil.example/x' }) } })
  await alone.fire('push', { data: { json: () => ({ url: '//evil.example/x' }) } })

  expect(page.postMessage).toHaveBeenCalledWith({ open: '/@bo/1' })
  expect(page.focus).toHaveBeenCalledTimes(1)
  expect(alone.openWindow).toHaveBeenCalledWith('/@bo/1')
  expect(here.openWindow).not.toHaveBeenCalled()
  expect(notification.close).toHaveBeenCalledTimes(2)
  expect(alone.showNotification.mock.calls.map(([, { data }]) => data)).toEqual(['/notifications', '/notifications'])
})

test('the worker is plain script: nothing is imported into it', () => {
  expect(readFileSync('src/worker.js', 'utf8')).not.toMatch(/import|fetch/)
})
