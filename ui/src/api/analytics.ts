/** The numbers of one's own tweets, and whether one's own reading counts in those of others. */
import { body, client } from './client'
import type { Overview, TweetNumbersPage, TweetReport } from './types'

export type Sort = 'impressions' | 'engagements' | 'latest'

export const overview = (days: number): Promise<Overview> => body(client.GET('/api/analytics', { params: { query: { days } } }))

export const tweets = (sort: Sort, query: { limit: number; cursor?: string }): Promise<TweetNumbersPage> => body(client.GET('/api/analytics/tweets', { params: { query: { sort, ...query } } }))

export const report = (id: string, days: number): Promise<TweetReport> => body(client.GET('/api/analytics/tweets/{tweet_id}', { params: { path: { tweet_id: id }, query: { days } } }))

export const isCounted = async (): Promise<boolean> => (await body(client.GET('/api/analytics/settings'))).counted

export const setCounted = async (counted: boolean): Promise<boolean> => (await body(client.PUT('/api/analytics/settings', { body: { counted } }))).counted
