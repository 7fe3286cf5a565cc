/** Finding: what a search answers, what trends and why, whom and what one may like. */
import { body, client, done } from './client'
import type { PageQuery } from './people'
import type { Exploration, FoundHashtags, FoundTweets, FoundUsers, HashtagTrends, RecommendedTweet, RecommendedUser, TopicTrends } from './types'

export type Sort = 'relevance' | 'latest'

/** Empty for everywhere and everything. */
export interface Where {
  region: string
  category: string
}

export const searchTweets = (q: string, sort: Sort, query: PageQuery): Promise<FoundTweets> =>
  body(client.GET('/api/search/tweets', { params: { query: { q, sort, ...query } } }))

/** Asks nobody else: for suggestions while one writes. */
export const searchUsers = (q: string, query: PageQuery): Promise<FoundUsers> => body(client.GET('/api/search/users', { params: { query: { q, ...query } } }))

/** There is only one page of them. */
export const searchHashtags = (q: string, query: PageQuery): Promise<FoundHashtags> =>
  body(client.GET('/api/search/hashtags', { params: { query: { q, ...query } } }))

export const explore = (where: Where): Promise<Exploration> => body(client.GET('/api/explore', { params: { query: { ...where } } }))

export const trends = (where: Where, limit: number): Promise<HashtagTrends> => body(client.GET('/api/trends', { params: { query: { ...where, limit } } }))

export const topics = (): Promise<TopicTrends> => body(client.GET('/api/trending/topics', { params: { query: { limit: 20 } } }))

export const peopleToFollow = async (limit: number, offset = 0): Promise<RecommendedUser[]> =>
  (await body(client.GET('/api/recommendations/users', { params: { query: { limit, offset } } }))).users

/** For good. */
export const dismiss = (id: string): Promise<void> => done(client.DELETE('/api/recommendations/users/{user}', { params: { path: { user: id } } }))

export const tweetsToLike = async (limit: number): Promise<RecommendedTweet[]> =>
  (await body(client.GET('/api/recommendations/tweets', { params: { query: { limit } } }))).tweets
