/** People: found, looked at, followed, blocked. */
import { body, client } from './client'
import type { FoundUsers, Relationship, User, UserPage } from './types'

export interface PageQuery {
  limit: number
  cursor?: string
}

export type PeopleOf = 'followers' | 'following'
export type Tie = 'follow' | 'block'

const at = (id: string) => ({ params: { path: { user: id } } })

/** By id or handle. An unknown handle of another node is looked up there, which takes its time. */
export const person = (id: string): Promise<User> => body(client.GET('/api/users/{user}', at(id)))

export const search = (q: string, query: PageQuery): Promise<FoundUsers> =>
  body(client.GET('/api/users/search', { params: { query: { q, ...query } } }))

export const peopleOf = (id: string, which: PeopleOf, query: PageQuery): Promise<UserPage> => {
  const params = { path: { user: id }, query }
  return which === 'followers'
    ? body(client.GET('/api/users/{user}/followers', { params }))
    : body(client.GET('/api/users/{user}/following', { params }))
}

export const tie = (id: string, which: Tie, on: boolean): Promise<Relationship> => {
  if (which === 'follow') return body(on ? client.POST('/api/users/{user}/follow', at(id)) : client.DELETE('/api/users/{user}/follow', at(id)))
  return body(on ? client.POST('/api/users/{user}/block', at(id)) : client.DELETE('/api/users/{user}/block', at(id)))
}

export const followRequests = (query: PageQuery): Promise<UserPage> => body(client.GET('/api/follow-requests', { params: { query } }))

export const answerRequest = (id: string, accept: boolean): Promise<Relationship> =>
  body(accept ? client.POST('/api/follow-requests/{user}/accept', at(id)) : client.POST('/api/follow-requests/{user}/reject', at(id)))
