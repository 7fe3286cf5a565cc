/** The cast of the tests: one way to make a person, a tweet, a node that answers. */
import { vi } from 'vitest'
import type { Media, NodeFacts, Notification, Poll, Relationship, Tweet, User } from '../src/api/types'
import { emptyPiece, emptyWriting, type Writing } from '../src/state/drafts.svelte'

export const STRANGER: Relationship = { following: false, requested: false, followed_by: false, requested_by: false, blocking: false, blocked_by: false, muting: false, muting_notifications: false, muting_until: null, blocking_host: false, retweets: true, bell: false, note: '' }

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
    website_verified_at: null,
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
    quote_policy: 'public',
    quote_state: null,
    poll: null,
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

export function aPicture(change: Partial<Media> = {}): Media {
  const id = change.id ?? '700'
  const base = `https://hearth.example/media/${id}`
  return {
    id,
    kind: 'image',
    state: 'ready',
    url: `${base}/original`,
    preview_url: `${base}/680.webp`,
    mime: 'image/jpeg',
    width: 1600,
    height: 900,
    duration_ms: null,
    alt: 'Two egrets in the reeds',
    blurhash: 'LEHV6nWB2yk8pyo0adR*.7kCMdnj',
    focus: null,
    sizes: [],
    ...change,
  }
}

export function aPoll(change: Partial<Poll> = {}): Poll {
  return { id: '100', options: [{ title: 'Grimsel', vote_count: 3 }, { title: 'Furka', vote_count: 1 }], multiple: false, hide_totals: false, ends_at: new Date(Date.now() + 5.5 * 3_600_000).toISOString(), closed: false, voter_count: 4, voted: false, own_votes: [], ...change }
}

export function aNotification(change: Partial<Notification> = {}): Notification {
  const id = change.id ?? '900'
  return { id, kind: 'like', users: [aUser()], user_count: 1, tweet: aTweet(), read: true, created_at: '2026-01-31T12:00:00.000Z', newest_id: id, ...change }
}

export function aWriting(content: string, change: Partial<Writing> = {}): Writing {
  return { ...emptyWriting(), pieces: [emptyPiece(content)], ...change }
}

export const NODE: NodeFacts = {
  name: 'Hearth',
  host: 'hearth.example',
  url: 'https://hearth.example',
  version: '0.1.0',
  registration: 'open',
  member_invites: false,
  fresh: false,
  user_count: 12,
  peer_count: 41,
  window: false,
  suggested_username: null,
  suggested_display_name: null,
  limits: { tweet_characters: 280, url_characters: 23, content_warning: 200, thread_tweets: 25, media_files: 4, media_alt: 1500, poll_options: 4, poll_option: 50, display_name: 100, bio: 500, location: 100, website: 255, username: 50, password_min: 10, reason: 500 },
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

export interface Upload {
  name: string
  headers: Record<string, string>
  /** How much has gone, from 0 to 1. */
  tell: (part: number) => void
  answer: (status: number, body: unknown) => void
}

/** Puts a node behind XMLHttpRequest that takes files and answers when told; what it was sent is in the list given back. */
export function anUploader(): Upload[] {
  const sent: Upload[] = []
  class Sending {
    upload: { onprogress?: (event: object) => void } = {}
    onload?: () => void
    status = 0
    responseText = ''
    #headers: Record<string, string> = {}
    open(): void {}
    abort(): void {}
    getResponseHeader(): null {
      return null
    }
    setRequestHeader(name: string, value: string): void {
      this.#headers[name] = value
    }
    send(form: FormData): void {
      sent.push({
        name: (form.get('file') as File).name,
        headers: this.#headers,
        tell: (part) => this.upload.onprogress?.({ lengthComputable: true, loaded: part, total: 1 }),
        answer: (status, body) => {
          this.status = status
          this.responseText = JSON.stringify(body)
          this.onload?.()
        },
      })
    }
  }
  vi.stubGlobal('XMLHttpRequest', Sending)
  return sent
}
