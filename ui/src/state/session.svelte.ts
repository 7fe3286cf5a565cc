/** Who is signed in here, and on which node. */
import * as api from '../api/accounts'
import { listen, useCsrfToken } from '../api/client'
import { asProblem } from '../api/problems'
import type { NodeFacts, Role, SignedIn, User } from '../api/types'
import { connection } from './connection.svelte'
import { drafts } from './drafts.svelte'
import { router } from './router.svelte'
import { drop } from './storage'
import { toasts } from './toasts.svelte'

class Session {
  node = $state.raw<NodeFacts | null>(null)
  user = $state<User | null>(null)
  role = $state.raw<Role | null>(null)
  /** Of who is signed in, as YYYY-MM-DD; nobody else is told. */
  birthDate = $state.raw<string | null>(null)
  started = $state(false)
  #whenChanged = new Set<() => void>()

  /** Both facts the first page needs, asked at once. Throws a Problem when the node does not answer. */
  async start(): Promise<void> {
    listen({ signedOut: () => this.#expired(), reached: (answered) => connection.reached(answered) })
    const [node, state] = await Promise.all([api.node(), api.session()])
    this.node = node
    this.role = state.role
    this.user = state.user
    this.birthDate = state.birth_date
    useCsrfToken(state.csrf_token)
    if (node.window && !node.fresh && state.user === null) await this.#enterAtWindow()
    this.started = true
  }

  /** The host others write behind the handles of this node. */
  get host(): string {
    return this.node?.host ?? location.host
  }

  get origin(): string {
    return this.node === null ? location.origin : new URL(this.node.url).origin
  }

  isMe(user: { id: string }): boolean {
    return this.user?.id === user.id
  }

  async enter(signedIn: SignedIn): Promise<void> {
    this.#change(signedIn.user)
    useCsrfToken(signedIn.csrf_token)
    const [node, state] = await Promise.all([api.node(), api.session()])
    this.node = node
    this.role = state.role
    this.birthDate = state.birth_date
    useCsrfToken(state.csrf_token)
  }

  async leave(): Promise<void> {
    await api.logout()
    this.gone()
  }

  /** Nobody is signed in here any more; the node has ended the session itself. */
  gone(): void {
    drafts.dropAll()
    drop('outbox.')
    this.#change(null)
    router.go('/login', { replace: true })
  }

  /** True when signed in; else leads to the door and says why. */
  require(what: string): boolean {
    if (this.user !== null) return true
    toasts.say(`Sign in to ${what}.`)
    this.#toDoor()
    return false
  }

  /** Runs when somebody comes or goes, so that nothing of one reader is shown to another. */
  whenChanged(run: () => void): void {
    this.#whenChanged.add(run)
  }

  /** In the window nobody types a password. A browser that looks at the same node is refused, and goes to the door. */
  async #enterAtWindow(): Promise<void> {
    try {
      await this.enter(await api.windowAgain())
    } catch (thrown) {
      if (asProblem(thrown).status !== 401) throw thrown
    }
  }

  #change(user: User | null): void {
    for (const run of this.#whenChanged) run()
    this.user = user
    this.role = null
    this.birthDate = null
    useCsrfToken(null)
  }

  #expired(): void {
    if (this.user === null) return
    this.#change(null)
    toasts.say('You were signed out here. Your drafts are safe.')
    this.#toDoor()
  }

  #toDoor(): void {
    const next = router.url.pathname + router.url.search
    router.go(next === '/' ? '/login' : `/login?next=${encodeURIComponent(next)}`)
  }
}

export const session = new Session()
