/** The address bar: where we are, going somewhere, coming back. */
import { routeOf, type Route } from './routes'

interface Stop {
  key: string
  /** How many stops of this app lie behind; 0 means that "back" would leave it. */
  depth: number
}

class Router {
  url = $state.raw(new URL(location.href))
  route: Route = $derived(routeOf(this.url))
  /** True when the reader came here by the browser's back or forward, or by reloading: places are then put back. */
  returned = $state(true)
  #stop: Stop = stopOf(history.state)
  #whenLeaving = new Set<() => void>()

  constructor() {
    history.scrollRestoration = 'manual'
    history.replaceState(this.#stop, '')
    addEventListener('pagehide', () => this.#leave())
    addEventListener('popstate', (event) => {
      this.#leave()
      this.#stop = stopOf(event.state)
      this.returned = true
      this.url = new URL(location.href)
    })
  }

  /** Names this visit, so that its place can be found again. */
  get key(): string {
    return this.#stop.key
  }

  go(address: string, { replace = false } = {}): void {
    const url = new URL(address, location.href)
    // Who is there already leaves nothing: what they have begun there stays open.
    if (replace && url.href === location.href) return
    this.#leave()
    if (replace || url.href === location.href) {
      this.#stop = { key: newStopKey(), depth: this.#stop.depth }
      history.replaceState(this.#stop, '', url)
    } else {
      this.#stop = { key: newStopKey(), depth: this.#stop.depth + 1 }
      history.pushState(this.#stop, '', url)
    }
    const samePage = routeOf(url).page === this.route.page && url.pathname === this.url.pathname
    this.returned = false
    this.url = url
    if (!samePage) scrollTo(0, 0)
  }

  /** Runs while the page that is left still stands. */
  whenLeaving(run: () => void): () => void {
    this.#whenLeaving.add(run)
    return () => this.#whenLeaving.delete(run)
  }

  /** To where the reader came from; to `otherwise` when that was not this app. */
  back(otherwise = '/'): void {
    if (this.#stop.depth > 0) history.back()
    else this.go(otherwise, { replace: true })
  }

  #leave(): void {
    for (const run of this.#whenLeaving) run()
  }
}

function stopOf(state: unknown): Stop {
  if (typeof state === 'object' && state !== null && 'key' in state && 'depth' in state) return state as Stop
  return { key: newStopKey(), depth: 0 }
}

function newStopKey(): string {
  return Math.floor(performance.timeOrigin + performance.now()).toString(36) + history.length.toString(36)
}

export const router = new Router()

/** Turns plain clicks on links of this app into visits without a page load. */
export function followLinks(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  const anchor = (event.target as Element | null)?.closest?.('a')
  if (anchor == null || anchor.target !== '' || anchor.hasAttribute('download') || anchor.origin !== location.origin) return
  if (/^\/api(\/|$)/.test(anchor.pathname)) return
  event.preventDefault()
  if (anchor.hash !== '' && anchor.pathname === location.pathname && anchor.search === location.search) {
    document.querySelector<HTMLElement>(anchor.hash)?.focus()
    return
  }
  router.go(anchor.href)
}
