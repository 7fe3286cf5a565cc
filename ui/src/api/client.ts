/** The one door to the node: same origin, cookie session, CSRF token and idempotency key on every write. */
import createClient, { type Middleware } from 'openapi-fetch'
import { asProblem, Problem, problemOf } from './problems'
import type { paths } from './schema'

const TIMEOUT_MS = 10_000
/** For calls under which our node asks another one. */
const PATIENT_MS = 30_000

let csrfToken: string | null = null
let onSignedOut: () => void = () => {}
let onReached: (reached: boolean) => void = () => {}

export function useCsrfToken(token: string | null): void {
  csrfToken = token
}

/** `signedOut` hears of every 401 outside /api/auth, `reached` of every answer and of every missing one. */
export function listen(handlers: { signedOut: () => void; reached: (reached: boolean) => void }): void {
  onSignedOut = handlers.signedOut
  onReached = handlers.reached
}

/** 32 random hex digits. `crypto.randomUUID` is missing on plain http outside loopback. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

const writes: Middleware = {
  onRequest({ request }) {
    if (request.method === 'GET') return
    if (csrfToken !== null) request.headers.set('X-CSRF-Token', csrfToken)
    if (!request.headers.has('Idempotency-Key')) request.headers.set('Idempotency-Key', newKey())
  },
}

/** Handed over explicitly, because openapi-fetch captures fetch when the client is made. */
async function send(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url)
  const patience = pathname.startsWith('/api/users/') ? PATIENT_MS : TIMEOUT_MS
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(patience) })
    onReached(true)
    if (response.status === 401 && !pathname.startsWith('/api/auth/')) onSignedOut()
    return response
  } catch (thrown) {
    onReached(false)
    throw asProblem(thrown)
  }
}

export const client = createClient<paths>({ baseUrl: globalThis.location.origin, fetch: send, credentials: 'same-origin' })
client.use(writes)

interface Answer<T> {
  data?: T
  error?: unknown
  response: Response
}

/** The answer's body, or a Problem thrown. */
export async function body<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, response } = await answered(call)
  if (data === undefined) throw new Problem(response.status, 'The node answered, but not with something we understand.')
  return data
}

/** For calls that answer with nothing. */
export async function done(call: Promise<Answer<unknown>>): Promise<void> {
  await answered(call)
}

async function answered<T>(call: Promise<Answer<T>>): Promise<Answer<T>> {
  const answer = await call
  if (answer.response.ok) return answer
  throw answer.error instanceof Object ? await problemOf(withBody(answer.response, answer.error)) : await problemOf(answer.response)
}

/** openapi-fetch has read the body already. */
function withBody(response: Response, read: object): Response {
  return new Response(JSON.stringify(read), { status: response.status, headers: response.headers })
}
