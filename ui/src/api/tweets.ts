/** Tweets one by one: posted, read, edited, deleted, liked, retweeted, kept, pinned, voted on. */
import { body, client, done, header } from './client'
import type { PageQuery } from './people'
import type { Draft, Poll, QuotePolicy, Thread, Tweet, TweetEdit, TweetPage, UserPage, Version } from './types'

export type Mark = 'like' | 'retweet' | 'bookmark'

const at = (id: string) => ({ params: { path: { tweet_id: id } } })

/** What is under way when the page is left is sent all the same. */
const keepalive = true

/** The same `key` twice is one tweet, whatever happened to the first answer. */
export const post = (draft: Draft, key: string): Promise<Tweet> => {
  const headers = { 'Idempotency-Key': key }
  if (draft.reply_to_id) return body(client.POST('/api/tweets/{tweet_id}/reply', { ...at(draft.reply_to_id), body: draft, headers, keepalive }))
  if (draft.quote_id) return body(client.POST('/api/tweets/{tweet_id}/quote', { ...at(draft.quote_id), body: draft, headers, keepalive }))
  return body(client.POST('/api/tweets', { body: draft, headers, keepalive })) as Promise<Tweet>
}

/** All of them or none; each answers the one before. */
export const postThread = async (thread: Draft[], key: string): Promise<Tweet[]> => {
  const sent = body(client.POST('/api/tweets', { body: { content: '', thread }, headers: { 'Idempotency-Key': key }, keepalive })) as Promise<{ tweets: Tweet[] }>
  return (await sent).tweets
}

export const edit = (id: string, change: TweetEdit): Promise<Tweet> => body(client.PUT('/api/tweets/{tweet_id}', { ...at(id), body: change }))

/** Oldest first; the last one is how it is now. */
export const history = async (id: string): Promise<Version[]> => {
  const { versions } = await body(client.GET('/api/tweets/{tweet_id}/history', at(id)))
  return versions as Version[]
}

export const thread = (id: string): Promise<Thread> => body(client.GET('/api/tweets/{tweet_id}/thread', at(id)))

/** Whether it can be had back: what other nodes have seen cannot. */
export const remove = async (id: string): Promise<boolean> => (await header(client.DELETE('/api/tweets/{tweet_id}', at(id)), 'Undelete-Until')) !== null

export const undelete = (id: string): Promise<Tweet> => body(client.POST('/api/tweets/{tweet_id}/undelete', at(id)))

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

export const whoMarked = (id: string, which: 'likes' | 'retweets', query: PageQuery): Promise<UserPage> => {
  const params = { ...at(id).params, query }
  return which === 'likes' ? body(client.GET('/api/tweets/{tweet_id}/likes', { params })) : body(client.GET('/api/tweets/{tweet_id}/retweets', { params }))
}

export const quotesOf = (id: string, query: PageQuery): Promise<TweetPage> =>
  body(client.GET('/api/tweets/{tweet_id}/quotes', { params: { ...at(id).params, query } }))

export const pin = (id: string, on: boolean): Promise<Tweet> =>
  body(on ? client.POST('/api/tweets/{tweet_id}/pin', at(id)) : client.DELETE('/api/tweets/{tweet_id}/pin', at(id)))

export const pinned = (userId: string): Promise<TweetPage> => body(client.GET('/api/users/{user}/pinned', { params: { path: { user: userId } } }))

/** Of the whole thread: nothing of it is told to the reader any more. */
export const muteThread = (id: string, on: boolean): Promise<Tweet> =>
  body(on ? client.POST('/api/tweets/{tweet_id}/mute', at(id)) : client.DELETE('/api/tweets/{tweet_id}/mute', at(id)))

export const vote = (id: string, choices: number[]): Promise<Tweet> => body(client.POST('/api/polls/{tweet_id}/votes', { ...at(id), body: { choices } }))

export const poll = (id: string): Promise<Poll> => body(client.GET('/api/polls/{tweet_id}', at(id)))

export const setQuotePolicy = (id: string, policy: QuotePolicy): Promise<Tweet> =>
  body(client.PUT('/api/tweets/{tweet_id}/quote-policy', { ...at(id), body: { policy } }))

/** Takes back that `quotingId` may show `id`. */
export const revokeQuote = (id: string, quotingId: string): Promise<void> =>
  done(client.DELETE('/api/tweets/{tweet_id}/quotes/{quoting_id}', { params: { path: { tweet_id: id, quoting_id: quotingId } } }))
