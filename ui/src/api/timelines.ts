/** Lists of tweets, a page at a time, and the question whether home has newer ones. */
import { body, client } from './client'
import type { PageQuery } from './people'
import type { RankedPage, TweetPage } from './types'

export type TimelineName = 'home' | 'mentions' | 'likes' | 'bookmarks' | 'public' | 'local'

export const timeline = (name: TimelineName, query: PageQuery): Promise<TweetPage> => {
  const params = { query }
  switch (name) {
    case 'home':
      return body(client.GET('/api/timeline/home', { params }))
    case 'mentions':
      return body(client.GET('/api/timeline/mentions', { params }))
    case 'likes':
      return body(client.GET('/api/timeline/likes', { params }))
    case 'bookmarks':
      return body(client.GET('/api/timeline/bookmarks', { params }))
    case 'public':
      return body(client.GET('/api/timeline/public', { params }))
    case 'local':
      return body(client.GET('/api/timeline/local', { params }))
  }
}

export const tagTimeline = (tag: string, query: PageQuery): Promise<TweetPage> =>
  body(client.GET('/api/timeline/hashtag/{tag}', { params: { path: { tag }, query } }))

/** Home with the best first, each tweet saying why it stands there. */
export const rankedHome = async (query: PageQuery): Promise<RankedPage> => (await body(client.GET('/api/timeline/home', { params: { query: { ...query, mode: 'ranked' } } }))) as RankedPage

/** What a profile's tabs ask for. */
const INCLUDED = { tweets: 'retweets', replies: 'replies,retweets', media: 'media' } as const

export const tweetsOf = (id: string, which: keyof typeof INCLUDED, query: PageQuery): Promise<TweetPage> =>
  body(client.GET('/api/users/{user}/tweets', { params: { path: { user: id }, query: { include: INCLUDED[which], ...query } } }))

export interface News {
  page: TweetPage
  etag: string | null
}

/** What home has that is newer than `since`; null when the node says nothing has changed. */
export async function newerHome(since: string | null, etag: string | null, limit: number): Promise<News | null> {
  const call = await client.GET('/api/timeline/home', {
    params: { query: since === null ? { limit } : { limit, since } },
    headers: etag === null ? {} : { 'If-None-Match': etag },
    cache: 'no-store',
  })
  if (call.response.status === 304) return null
  return { page: await body(Promise.resolve(call)), etag: call.response.headers.get('ETag') }
}
