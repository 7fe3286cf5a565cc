/** How one stands to others beyond following: mutes, blocks of whole nodes, bells, notes, requests in bulk. */
import { body, client, done } from './client'
import type { PageQuery } from './people'
import type { Relationship, UserPage } from './types'

export interface Mute {
  /** Null for ever. */
  duration_seconds: number | null
  notifications: boolean
}

const at = (id: string) => ({ params: { path: { user: id } } })

export const mute = (id: string, how: Mute): Promise<Relationship> => body(client.POST('/api/users/{user}/mute', { ...at(id), body: how }))

export const unmute = (id: string): Promise<Relationship> => body(client.DELETE('/api/users/{user}/mute', at(id)))

export const changeFollow = (id: string, change: { retweets?: boolean; bell?: boolean }): Promise<Relationship> => body(client.PUT('/api/users/{user}/follow', { ...at(id), body: change }))

export const writeNote = (id: string, content: string): Promise<Relationship> => body(client.PUT('/api/users/{user}/note', { ...at(id), body: { content } }))

export const removeFollower = (id: string): Promise<Relationship> => body(client.DELETE('/api/users/{user}/follower', at(id)))

export const mutes = (query: PageQuery): Promise<UserPage> => body(client.GET('/api/mutes', { params: { query } }))

export const blocks = (query: PageQuery): Promise<UserPage> => body(client.GET('/api/blocks', { params: { query } }))

export const blockedHosts = async (): Promise<string[]> => (await body(client.GET('/api/peer-blocks'))).hosts

export const blockHost = (host: string, on: boolean): Promise<void> => {
  const one = { params: { path: { host } } }
  return done(on ? client.POST('/api/peer-blocks/{host}', one) : client.DELETE('/api/peer-blocks/{host}', one))
}

/** `ids` null means everybody who asks; answers how many were answered. */
export const answerRequests = async (ids: readonly string[] | null, accept: boolean): Promise<number> => {
  const whose = { body: { ids: ids === null ? null : [...ids], all: ids === null } }
  return (await body(accept ? client.POST('/api/follow-requests/accept', whose) : client.POST('/api/follow-requests/reject', whose))).done
}
