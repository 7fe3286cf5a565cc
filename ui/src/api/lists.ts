/** Lists of people: made, changed, filled, and read as timelines. */
import { body, client, done } from './client'
import type { PageQuery } from './people'
import type { List, ListEdit, TweetPage, UserPage } from './types'

const at = (id: string) => ({ params: { path: { list_id: id } } })

export const lists = async (): Promise<List[]> => (await body(client.GET('/api/lists'))).lists

export const list = (id: string): Promise<List> => body(client.GET('/api/lists/{list_id}', at(id)))

export const make = (edit: ListEdit): Promise<List> => body(client.POST('/api/lists', { body: edit }))

export const change = (id: string, edit: ListEdit): Promise<List> => body(client.PUT('/api/lists/{list_id}', { ...at(id), body: edit }))

export const remove = (id: string): Promise<void> => done(client.DELETE('/api/lists/{list_id}', at(id)))

/** Mine that have somebody in them. */
export const listsWith = async (userId: string): Promise<List[]> => (await body(client.GET('/api/users/{user}/lists', { params: { path: { user: userId } } }))).lists

export const members = (id: string, query: PageQuery): Promise<UserPage> => body(client.GET('/api/lists/{list_id}/members', { params: { path: { list_id: id }, query } }))

export const include = (id: string, userId: string, on: boolean): Promise<void> => {
  const one = { params: { path: { list_id: id, user: userId } } }
  return done(on ? client.POST('/api/lists/{list_id}/members/{user}', one) : client.DELETE('/api/lists/{list_id}/members/{user}', one))
}

export const timelineOf = (id: string, query: PageQuery): Promise<TweetPage> => body(client.GET('/api/timeline/list/{list_id}', { params: { path: { list_id: id }, query } }))
