/** Drafts kept on the node, and what is scheduled. */
import { ask, body, client, done } from './client'
import type { PageQuery } from './people'
import type { Draft, DraftPage, KeptDraft, ScheduledPage } from './types'

const at = (id: string) => ({ params: { path: { draft_id: id } } })

/** One tweet, or a thread of them, as the API takes it. */
function bodyOf(drafts: readonly Draft[]): Draft & { thread?: Draft[] } {
  const [first] = drafts
  return drafts.length === 1 && first !== undefined ? first : { content: '', thread: [...drafts] }
}

export const drafts = (query: PageQuery): Promise<DraftPage> => body(client.GET('/api/drafts', { params: { query } }))

export const keep = (id: string | null, written: readonly Draft[]): Promise<KeptDraft> =>
  id === null ? body(client.POST('/api/drafts', { body: bodyOf(written) })) : body(client.PUT('/api/drafts/{draft_id}', { ...at(id), body: bodyOf(written) }))

export const drop = (id: string): Promise<void> => done(client.DELETE('/api/drafts/{draft_id}', at(id)))

export const scheduled = (query: PageQuery): Promise<ScheduledPage> => body(client.GET('/api/scheduled', { params: { query } }))

/** The same path as tweeting, which answers something else then. */
export const schedule = (written: readonly Draft[], scheduledAt: string): Promise<KeptDraft> => ask('POST', '/api/tweets', { ...bodyOf(written), scheduled_at: scheduledAt })

/** All of it anew, or only its time where nothing is written. */
export const reschedule = (id: string, scheduledAt: string, written: readonly Draft[] = []): Promise<KeptDraft> =>
  body(client.PUT('/api/scheduled/{draft_id}', { ...at(id), body: { ...(written.length === 0 ? { content: '' } : bodyOf(written)), scheduled_at: scheduledAt } }))

export const postNow = (id: string): Promise<unknown> => body(client.POST('/api/scheduled/{draft_id}/post', at(id)))

export const unschedule = (id: string): Promise<void> => done(client.DELETE('/api/scheduled/{draft_id}', at(id)))
