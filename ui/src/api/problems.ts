/** What went wrong with a call, as one error with words for the person who asked. */
import { waiting } from '../text/time'
import type { FieldError, ProblemBody } from './types'

export class Problem extends Error {
  /** 0 when the node did not answer at all. */
  readonly status: number
  readonly errors: readonly FieldError[]
  readonly retryAfterSeconds: number | null

  constructor(status: number, detail: string, errors: readonly FieldError[] = [], retryAfterSeconds: number | null = null) {
    super(detail)
    this.name = 'Problem'
    this.status = status
    this.errors = errors
    this.retryAfterSeconds = retryAfterSeconds
  }

  /** The node could not be reached: the same call may do later. */
  get unreachable(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 504
  }

  /** The sentence about one field, if that field is at fault. */
  field(name: string): string | null {
    return this.errors.find((error) => error.field === name)?.message ?? null
  }
}

const WORDS: Record<number, string> = {
  0: 'The node does not answer. It may be resting.',
  401: 'You are signed out here. Sign in to go on.',
  403: 'You may not do that here.',
  404: 'That is not here, or not for you to see.',
  409: 'Somebody was faster. Look again and repeat it if need be.',
  413: 'That is more than this node takes.',
  503: 'The node is busy. It asks you to wait a moment.',
  507: 'The node has no room left to write.',
}

export async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null)
  const said = isProblemBody(body) ? body : null
  const seconds = Number.parseInt(response.headers.get('Retry-After') ?? '', 10)
  const retryAfter = Number.isNaN(seconds) ? null : seconds
  return new Problem(response.status, wordsFor(response.status, said, retryAfter), said?.errors ?? [], retryAfter)
}

/** What is thrown when there was no answer at all, and for whatever else is thrown. */
export function asProblem(thrown: unknown): Problem {
  return thrown instanceof Problem ? thrown : new Problem(0, WORDS[0] ?? '')
}

function wordsFor(status: number, said: ProblemBody | null, retryAfter: number | null): string {
  if (status === 429) return `That was a lot at once. You can go on in ${waiting(retryAfter ?? 60)}.`
  return said?.detail || said?.title || WORDS[status] || 'The node answered, but not with something we understand.'
}

function isProblemBody(body: unknown): body is ProblemBody {
  return typeof body === 'object' && body !== null && ('title' in body || 'detail' in body)
}
