/** What one is told of: read, marked, dropped; what one wants to be told of, and strangers who wait. */
import { body, client, done } from './client'
import type { PageQuery } from './people'
import type { Kind, NotificationPage, NotificationPreferences, NotificationRequestPage, PreferencesEdit } from './types'

const at = (id: string) => ({ params: { path: { notification_id: id } } })

/** Without kinds, all that the reader wants to be told of. */
export const notifications = (kinds: readonly Kind[] | null, query: PageQuery): Promise<NotificationPage> =>
  body(client.GET('/api/notifications', { params: { query: { ...query, ...ofKinds(kinds) } } }))

export const unread = async (kinds: readonly Kind[] | null): Promise<number> => {
  const { count } = await body(client.GET('/api/notifications/unread', { params: { query: ofKinds(kinds) }, cache: 'no-store' }))
  return count
}

export const read = (id: string): Promise<void> => done(client.PUT('/api/notifications/{notification_id}/read', at(id)))

/** All of them, or those at a place in the list and below. */
export const readAll = (upTo: string | null): Promise<void> => done(client.PUT('/api/notifications/read-all', { params: { query: upTo === null ? {} : { up_to: upTo } } }))

export const drop = (id: string): Promise<void> => done(client.DELETE('/api/notifications/{notification_id}', at(id)))

export const preferences = (): Promise<NotificationPreferences> => body(client.GET('/api/notifications/preferences'))

/** What is left out stays as it is. */
export const choose = (edit: PreferencesEdit): Promise<NotificationPreferences> => body(client.PUT('/api/notifications/preferences', { body: edit }))

export const requests = (query: PageQuery): Promise<NotificationRequestPage> => body(client.GET('/api/notifications/requests', { params: { query } }))

export const answer = (id: string, accept: boolean): Promise<void> => {
  const params = { path: { request_id: id } }
  return done(accept ? client.POST('/api/notifications/requests/{request_id}/accept', { params }) : client.POST('/api/notifications/requests/{request_id}/dismiss', { params }))
}

const ofKinds = (kinds: readonly Kind[] | null): { kinds?: string } => (kinds === null ? {} : { kinds: kinds.join(',') })
