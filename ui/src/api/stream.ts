/** What the node tells while it happens: one line from it to this page, on which events come. */
import type { Notification, Tweet } from './types'

/** `stream` is the first of `streams` to which it belongs; `id` its place in the log. */
interface Of<K extends string, P> {
  id: string | null
  streams: string[]
  kind: K
  payload: P
}

export type Told =
  | Of<'open', { resumed: boolean; heartbeat_seconds: number }>
  | Of<'tweet', Tweet>
  | Of<'edit', Tweet>
  | Of<'delete', { id: string }>
  | Of<'notification', Notification>
  | Of<'read', { id: string }>
  | Of<'gap', object>
  | Of<'closed', { reason: string; again: boolean }>

/** With `since`, what came after that place is told first. */
export function openStream(streams: readonly string[], since: string | null): EventSource {
  const query = new URLSearchParams({ streams: streams.join(','), ...(since === null ? {} : { last_event_id: since }) })
  return new EventSource(`/api/stream?${query}`)
}

/** Null for what this page does not understand. */
export function readTold(data: unknown): Told | null {
  try {
    const told: unknown = JSON.parse(String(data))
    return typeof told === 'object' && told !== null && 'kind' in told && 'payload' in told ? (told as Told) : null
  } catch {
    return null
  }
}
