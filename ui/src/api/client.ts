/** The one door to the node: same origin, cookie session, CSRF token and idempotency key on every write. */
import createClient, { type Middleware } from 'openapi-fetch'
import { asProblem, Problem, problemOf } from './problems'
import type { paths } from './schema'

const TIMEOUT_MS = 10_000
/** For calls under which our node asks another one. */
const PATIENT_MS = 30_000
/** For files, which take their time on thin lines. */
const UPLOAD_MS = 300_000

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

/** What every write carries: the token that says it comes from this page, and a key that makes it count once. */
export function writeHeaders(): Record<string, string> {
  return { ...(csrfToken === null ? {} : { 'X-CSRF-Token': csrfToken }), 'Idempotency-Key': newKey() }
}

const writes: Middleware = {
  onRequest({ request }) {
    if (request.method === 'GET') return
    for (const [name, value] of Object.entries(writeHeaders())) if (!request.headers.has(name)) request.headers.set(name, value)
  },
}

/** Handed over explicitly, because openapi-fetch captures fetch when the client is made. */
async function send(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url)
  const upload = request.headers.get('Content-Type')?.startsWith('multipart/') === true
  const patience = upload ? UPLOAD_MS : pathname.startsWith('/api/users/') ? PATIENT_MS : TIMEOUT_MS
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(patience) })
    listened(pathname.startsWith('/api/auth/') ? 200 : response.status)
    return response
  } catch (thrown) {
    listened(null)
    throw asProblem(thrown)
  }
}

/** Tells those who listen what came of a call; null when there was no answer. */
export function listened(status: number | null): void {
  onReached(status !== null)
  if (status === 401) onSignedOut()
}

export const client = createClient<paths>({ baseUrl: globalThis.location.origin, fetch: send, credentials: 'same-origin' })
client.use(writes)

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** A call the schema does not describe; `sent` is JSON, or a form with a file. */
export async function ask<T>(method: Method, path: string, sent?: object, headers: Record<string, string> = {}): Promise<T> {
  const loose = client as unknown as { request: (method: string, path: string, init: object) => Promise<Answer<T>> }
  const { data } = await answered(loose.request(method.toLowerCase(), path, sent === undefined ? { headers } : { body: sent, headers }))
  return data as T
}

/** A page's query for `ask`. */
export function asQuery({ limit, cursor }: { limit: number; cursor?: string }): string {
  return `?${new URLSearchParams({ limit: String(limit), ...(cursor === undefined ? {} : { cursor }) })}`
}

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

/** For calls whose answer is a header; null where it was not sent. */
export async function header(call: Promise<Answer<unknown>>, name: string): Promise<string | null> {
  return (await answered(call)).response.headers.get(name)
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
