/** Being told beside the page: in this browser by its push service, or beside the window by this computer. */
import * as api from '../api/push'
import { router } from './router.svelte'
import { session } from './session.svelte'
import { keep, kept } from './storage'

/** Whose wish it is to be told here; it outlives the session, so that signing in again brings it back. */
export const WISH = 'notify'
const WORKER = '/sw.js'
/** No page is under it: the worker shows notes, and never stands between the page and the node. */
const SCOPE = '/push/'

type Place = 'browser' | 'window'
type Status = 'unknown' | 'impossible' | 'denied' | 'off' | 'on'

class Push {
  status = $state<Status>('unknown')
  place = $state<Place>('browser')
  #key = ''

  constructor() {
    session.whenChanged(() => (this.status = 'unknown'))
    // A note was clicked while this page is open.
    navigator.serviceWorker?.addEventListener('message', ({ data }: MessageEvent<{ open?: unknown } | null>) => {
      if (typeof data?.open === 'string' && /^\/(?!\/)/.test(data.open)) router.go(data.open)
    })
  }

  /** How things stand. Throws a Problem. */
  async look(): Promise<void> {
    const [{ public_key, window }, { subscriptions }] = await Promise.all([api.key(), api.subscriptions()])
    this.#key = public_key
    this.place = window ? 'window' : 'browser'
    const mine = subscriptions.find(({ current }) => current)
    if (window) this.status = mine?.app === 'window' ? 'on' : 'off'
    else if (!isPossible()) this.status = 'impossible'
    else if (Notification.permission === 'denied') this.status = 'denied'
    else {
      const here = await (await navigator.serviceWorker.getRegistration(SCOPE))?.pushManager.getSubscription()
      this.status = mine !== undefined && here?.endpoint === mine.endpoint && Notification.permission === 'granted' ? 'on' : 'off'
    }
  }

  /** Asks the reader's leave where the browser wants it. Throws what went wrong. */
  async turnOn(): Promise<void> {
    if (this.place === 'window') await api.subscribeWindow()
    else {
      // First, and before anything is waited for: browsers ask only right after a click.
      if ((await Notification.requestPermission()) !== 'granted') {
        this.status = Notification.permission === 'denied' ? 'denied' : 'off'
        return
      }
      await api.subscribe((await this.#subscribed()).toJSON())
    }
    keep(WISH, session.user?.id ?? null)
    this.status = 'on'
  }

  async turnOff(): Promise<void> {
    keep(WISH, null)
    const { subscriptions } = await api.subscriptions()
    for (const { id, current } of subscriptions) if (current) await api.unsubscribe(id)
    if (this.place === 'browser') await (await (await navigator.serviceWorker.getRegistration(SCOPE))?.pushManager.getSubscription())?.unsubscribe()
    this.status = 'off'
  }

  /** After signing in: what was wanted here before is so again. In silence, since nobody asked just now. */
  async resume(): Promise<void> {
    if (session.user === null || kept<string>(WISH) !== session.user.id) return
    try {
      await this.look()
      if (this.status === 'off' && (this.place === 'window' || Notification.permission === 'granted')) await this.turnOn()
    } catch {
      // The settings tell how it stands, to whoever looks.
    }
  }

  /** With the key of this node: one for another key tells nothing. */
  async #subscribed(): Promise<PushSubscription> {
    const registration = await navigator.serviceWorker.register(WORKER, { scope: SCOPE })
    await active(registration)
    const key = bytesOf(this.#key)
    const before = await registration.pushManager.getSubscription()
    if (before !== null && !isSame(before.options.applicationServerKey, key)) await before.unsubscribe()
    return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
  }
}

function isPossible(): boolean {
  return isSecureContext && 'serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis
}

/** Only then is there something to subscribe with. */
function active(registration: ServiceWorkerRegistration): Promise<void> {
  const worker = registration.active ?? registration.waiting ?? registration.installing
  if (worker === null || worker.state === 'activated') return Promise.resolve()
  return new Promise((resolve) => worker.addEventListener('statechange', () => worker.state === 'activated' && resolve()))
}

export function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

function isSame(one: ArrayBuffer | null, other: Uint8Array): boolean {
  const bytes = one === null ? null : new Uint8Array(one)
  return bytes !== null && bytes.length === other.length && bytes.every((byte, at) => byte === other[at])
}

export const push = new Push()
