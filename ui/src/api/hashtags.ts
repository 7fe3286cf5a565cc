/** Hashtags one follows. */
import { body, client } from './client'
import type { PageQuery } from './people'
import type { Hashtag, HashtagFacts, HashtagPage } from './types'

const at = (tag: string) => ({ params: { path: { tag } } })

export const hashtag = (tag: string): Promise<HashtagFacts> => body(client.GET('/api/hashtags/{tag}', at(tag)))

export const followTag = (tag: string, on: boolean): Promise<Hashtag> => body(on ? client.POST('/api/hashtags/{tag}/follow', at(tag)) : client.DELETE('/api/hashtags/{tag}/follow', at(tag)))

export const followedTags = (query: PageQuery): Promise<HashtagPage> => body(client.GET('/api/hashtags/followed', { params: { query } }))
