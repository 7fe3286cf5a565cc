/** The cast of the tests: one way to make a person, a tweet, a node that answers. */
import { vi } from 'vitest'
import type { NodeFacts, Relationship, Tweet, User } from '../src/api/types'

export const STRANGER: Relationship = { following: false, requested: false, followed_by: false, requested_by: false, blocking: false, blocked_by: false, muting: false, muting_until: null, bell: false, note: '' }

export function aUser(change: Partial<User> = {}): User {
  const username = change.username ?? 'ada'
  const host = change.host === undefined ? 'tea.example' : change.host
  const handle = host === null ? `@${username}` : `@${username}@${host}`
  return {
    id: '2',
    username,
    host,
    handle,
    display_name: 'Ada Okafor',
    bio: '',
    bio_html: '',
    avatar_url: null,
    cover_url: null,
    location: '',
    website: '',
    fields: [],
    verified: false,
    bot: false,
    locked: false,
    follower_count: 10,
    following_count: 3,
    tweet_count: 5,
    created_at: '2026-01-31T12:00:00.000Z',
    url: `https://${host ?? 'hearth.example'}/@${username}`,
    relationship: STRANGER,
    ...change,
  }
}

export const MIRA = aUser({ id: '1', username: 'mira', host: null, display_name: 'Mira Lindqvist', relationship: null })

export function aTweet(change: Partial<Tweet> = {}): Tweet {
  const id = change.id ?? '100'
  const content = change.content ?? 'Fired the tall kiln.'
  return {
    id,
    entry_id: id,
    user: aUser(),
    content,
    content_html: `<p>${content}</p>`,
    content_warning: '',
    sensitive: false,
    language: null,
    visibility: 'public',
    media: [],
    media_urls: [],
    hashtags: [],
    mentions: [],
    reply_to_id: null,
    reply_to_user_id: null,
    quote_id: null,
    quote: null,
    like_count: 3,
    retweet_count: 0,
    reply_count: 0,
    quote_count: 0,
    is_liked: false,
    is_retweeted: false,
    is_bookmarked: false,
    is_pinned: false,
    created_at: '2026-01-31T12:00:00.000Z',
    edited_at: null,
    url: `https://tea.example/@ada/${id}`,
    uri: `https://tea.example/ap/tweets/${id}`,
    retweeted_by: null,
    retweeted_at: null,
    ...change,
  }
}

export const NODE: NodeFacts = {
  name: 'Hearth',
  host: 'hearth.example',
  url: 'https://hearth.example',
  version: '0.1.0',
  registration: 'open',
  fresh: false,
  user_count: 12,
  peer_count: 41,
  window: false,
  suggested_username: null,
  suggested_display_name: null,
  limits: { tweet_characters: 280, url_characters: 23, display_name: 100, bio: 500, location: 100, website: 255, username: 50, password_min: 10 },
}

export interface Asked {
  method: string
  path: string
  headers: Headers
  body: unknown
}

type Answers = (asked: Asked) => Response | Promise<Response>

/** Puts a node behind `fetch` that answers as told; what it was asked is in the list given back. */
export function aNode(answers: Answers): Asked[] {
  const heard: Asked[] = []
  vi.stubGlobal('fetch', async (request: Request) => {
    const text = await request.clone().text()
    const url = new URL(request.url)
    const asked = { method: request.method, path: url.pathname + url.search, headers: request.headers, body: text === '' ? null : JSON.parse(text) }
    heard.push(asked)
    return answers(asked)
  })
  return heard
}

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response => new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } })

export const problem = (status: number, detail: string, errors: unknown[] = [], headers: Record<string, string> = {}): Response => json({ type: 'about:blank', title: detail, status, detail, errors }, status, headers)
