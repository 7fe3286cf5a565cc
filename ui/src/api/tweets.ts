/** Tweets one by one: posted, read, deleted, liked, retweeted, kept. */
import { body, client, done } from './client'
import type { Draft, Thread, Tweet } from './types'

export type Mark = 'like' | 'retweet' | 'bookmark'

const at = (id: string) => ({ params: { path: { tweet_id: id } } })

/** The same `key` twice is one tweet, whatever happened to the first answer. */
export const post = (draft: Draft, key: string): Promise<Tweet> => {
  const headers = { 'Idempotency-Key': key }
  if (draft.reply_to_id) return body(client.POST('/api/tweets/{tweet_id}/reply', { ...at(draft.reply_to_id), body: draft, headers }))
  if (draft.quote_id) return body(client.POST('/api/tweets/{tweet_id}/quote', { ...at(draft.quote_id), body: draft, headers }))
  return body(client.POST('/api/tweets', { body: draft, headers }))
}

export const thread = (id: string): Promise<Thread> => body(client.GET('/api/tweets/{tweet_id}/thread', at(id)))

export const remove = (id: string): Promise<void> => done(client.DELETE('/api/tweets/{tweet_id}', at(id)))

export const mark = (id: string, which: Mark, on: boolean): Promise<Tweet> => {
  switch (which) {
    case 'like':
      return body(on ? client.POST('/api/tweets/{tweet_id}/like', at(id)) : client.DELETE('/api/tweets/{tweet_id}/like', at(id)))
    case 'retweet':
      return body(on ? client.POST('/api/tweets/{tweet_id}/retweet', { ...at(id), body: null }) : client.DELETE('/api/tweets/{tweet_id}/retweet', at(id)))
    case 'bookmark':
      return body(on ? client.POST('/api/tweets/{tweet_id}/bookmark', at(id)) : client.DELETE('/api/tweets/{tweet_id}/bookmark', at(id)))
  }
}
