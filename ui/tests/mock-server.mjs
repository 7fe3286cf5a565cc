/** A node that is not there: serves the built page and answers the API from mock-data.mjs. For looking at the UI, never for the product.
 *
 *   node tests/mock-server.mjs [--port 8499] [--state in|out|fresh|window] [--page folder of the built page]
 */
import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findingRoutes } from './mock-finding.mjs'
import { complicate, peopleRoutes } from './mock-people.mjs'
import { htmlOf, kiln, make, person, tweets, users, waiting } from './mock-data.mjs'
import { listen, tell, toldRoutes } from './mock-told.mjs'
import { drawing, picture } from './mock-media.mjs'

const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`)
  return at === -1 ? otherwise : process.argv[at + 1]
}
const port = Number(option('port', '8499'))
const state = option('state', 'in')
const built = option('page', fileURLToPath(new URL('../../nodeapp/web/static/', import.meta.url)))
const { script_hashes } = JSON.parse(readFileSync(join(built, 'csp.json'), 'utf8'))
const CSP = `default-src 'none'; script-src 'self' ${script_hashes.map((hash) => `'${hash}'`).join(' ')}; style-src 'self'; img-src 'self' https: data: blob:; media-src 'self' https: blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json' }

const me = person('mira')
const fresh = state === 'fresh' || state === 'window'
let signedIn = state === 'in'
let arrived = 0
complicate(person('bo'))
const sessions = [
  { id: '1', kind: 'cookie', name: 'Firefox on Linux', created_at: me.created_at, last_used_at: new Date().toISOString(), current: true },
  { id: '2', kind: 'window', name: '', created_at: me.created_at, last_used_at: new Date(Date.now() - 7_200_000).toISOString(), current: false },
  { id: '3', kind: 'personal', name: 'weather bot', created_at: me.created_at, last_used_at: new Date(Date.now() - 86_400_000 * 4).toISOString(), current: false },
]
const limits = { tweet_characters: 280, url_characters: 23, content_warning: 200, thread_tweets: 25, media_files: 4, media_alt: 1500, poll_options: 4, poll_option: 50, display_name: 100, bio: 500, location: 100, website: 255, username: 50, password_min: 10, reason: 500 }
const node = () => ({
  name: 'hearth.example',
  host: 'hearth.example',
  url: 'https://hearth.example',
  version: '0.1.0',
  registration: 'open',
  member_invites: false,
  fresh: fresh && !signedIn,
  user_count: fresh ? 0 : 12,
  peer_count: fresh ? 0 : 41,
  window: state === 'window',
  suggested_username: state === 'window' ? 'mira' : null,
  suggested_display_name: state === 'window' ? 'Mira Lindqvist' : null,
  limits,
})

const byTime = (one, other) => (other.retweeted_at ?? other.created_at).localeCompare(one.retweeted_at ?? one.created_at)
const paged = (name, all, query) => {
  const from = Number(query.get('cursor') ?? 0)
  const limit = Math.min(100, Number(query.get('limit') ?? 20))
  const items = all.slice(from, from + limit)
  const more = from + limit < all.length
  return { [name]: items, pagination: { limit, offset: null, cursor: more ? String(from + limit) : null, has_more: more, newest: all[0]?.entry_id ?? null } }
}
const inHome = (tweet) => tweet.user === me || tweet.user.relationship?.following || tweet.retweeted_by !== null || ['jonas', 'leila', 'ines'].includes(tweet.user.username)
const find = (id) => tweets.find((tweet) => tweet.id === id)
const who = (id) => users.find((user) => user.id === id || user.handle.toLowerCase() === `@${id.replace(/^@/, '')}`.toLowerCase())
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
class Refusal extends Error {
  constructor(status, detail, errors = []) {
    super(detail)
    Object.assign(this, { status, errors })
  }
}

function thread(id) {
  const tweet = find(id)
  if (!tweet) throw new Refusal(404, 'No such tweet.')
  const ancestors = []
  for (let parent = find(tweet.reply_to_id); parent; parent = find(parent.reply_to_id)) ancestors.unshift(parent)
  const descendants = []
  const gather = (parent) => tweets.filter((reply) => reply.reply_to_id === parent.id).forEach((reply) => (descendants.push(reply), gather(reply)))
  gather(tweet)
  return { ancestors, tweet, descendants, known: tweet === kiln ? 27 : descendants.length, expected: tweet === kiln ? 31 : descendants.length }
}

async function search(query) {
  const q = query.get('q').toLowerCase()
  if (/^@?\w+@/.test(q)) await wait(1500)
  return { ...paged('users', users.filter((user) => `${user.handle} ${user.display_name}`.toLowerCase().includes(q.replace(/^@/, ''))), query), partial: false }
}

function post(draft) {
  if (draft.content.includes('refuse')) throw new Refusal(400, 'The tweet was refused.', [{ field: 'content', code: 'refused', message: 'This node does not take that word.', limit: null }])
  const parent = find(draft.reply_to_id)
  const quoted = find(draft.quote_id)
  const poll = draft.poll ? { id: '', options: draft.poll.options.map((title) => ({ title, vote_count: draft.poll.hide_totals ? null : 0 })), multiple: draft.poll.multiple, hide_totals: draft.poll.hide_totals, ends_at: new Date(Date.now() + draft.poll.expires_in * 1000).toISOString(), closed: false, voter_count: 0, voted: false, own_votes: [] } : null
  const tweet = make(me, draft.content, { id: String(901_000_000_000_000_000n + BigInt(Date.now())), created_at: new Date().toISOString(), content_warning: draft.content_warning ?? '', sensitive: draft.sensitive ?? false, language: draft.language ?? null, visibility: draft.visibility, quote_policy: draft.quote_policy ?? 'public', media: (draft.media_ids ?? []).map((one) => uploaded.get(one)), poll, reply_to_id: parent?.id ?? null, reply_to_user_id: parent?.user.id ?? null, quote_id: quoted?.id ?? null, quote: quoted ? { ...quoted, quote: null } : null })
  if (parent) parent.reply_count += 1
  return tweet
}

async function threadOf(drafts) {
  const sent = []
  for (const draft of drafts) {
    sent.push(post({ ...draft, reply_to_id: sent.at(-1)?.id ?? draft.reply_to_id }))
    await wait(2)
  }
  return { tweets: sent }
}

const uploaded = new Map()
function upload() {
  const file = picture(20 + uploaded.size)
  uploaded.set(file.id, file)
  return file
}

function vote(id, choices) {
  const tweet = find(id)
  if (!tweet?.poll) throw new Refusal(404, 'No such poll.')
  for (const at of choices) if (tweet.poll.options[at].vote_count !== null) tweet.poll.options[at].vote_count += 1
  tweet.poll = { ...tweet.poll, voted: true, own_votes: choices, voter_count: tweet.poll.voter_count === null ? null : tweet.poll.voter_count + 1 }
  return tweet
}

function edit(id, change) {
  const tweet = find(id)
  return Object.assign(tweet, { content: change.content, content_html: htmlOf(change.content), content_warning: change.content_warning, sensitive: change.sensitive, edited_at: new Date().toISOString(), media: change.media_ids.map((one) => uploaded.get(one) ?? tweet.media.find((media) => media.id === one)) })
}

const historyOf = (tweet) => ({
  versions: [
    { number: 1, content: `${tweet.content} I think.`, content_html: '', content_warning: '', sensitive: false, language: 'en', media: [], poll_options: [], at: tweet.created_at, diff: [] },
    { number: 2, content: tweet.content, content_html: tweet.content_html, content_warning: '', sensitive: false, language: 'en', media: tweet.media, poll_options: [], at: tweet.edited_at, diff: [['=', tweet.content.slice(0, 40)], ['-', tweet.content.slice(40, 52)], ['+', tweet.content.slice(52, 80)], ['=', tweet.content.slice(80)], ['-', ' I think.']] },
  ],
})

const deleted = new Map()
function remove(id) {
  const tweet = find(id)
  deleted.set(id, tweet)
  tweets.splice(tweets.indexOf(tweet), 1)
}

function undelete(id) {
  const tweet = deleted.get(id)
  if (!tweet) throw new Refusal(404, 'No such tweet.')
  tweets.push(tweet)
  return tweet
}

function mark(id, verb, on) {
  const tweet = find(id)
  if (!tweet) throw new Refusal(404, 'No such tweet.')
  const [flag, count] = { like: ['is_liked', 'like_count'], retweet: ['is_retweeted', 'retweet_count'], bookmark: ['is_bookmarked'] }[verb]
  if (count && tweet[flag] !== on) tweet[count] += on ? 1 : -1
  tweet[flag] = on
  return tweet
}

function tie(id, verb, on) {
  const user = who(id)
  if (verb === 'block') Object.assign(user.relationship, { blocking: on, following: false, requested: false })
  else Object.assign(user.relationship, { following: on && !user.locked, requested: on && user.locked })
  return user.relationship
}

const timelines = {
  home: () => tweets.filter(inHome),
  local: () => tweets.filter((tweet) => tweet.user.host === null && tweet.visibility === 'public'),
  public: () => tweets.filter((tweet) => tweet.visibility === 'public'),
  mentions: () => tweets.filter((tweet) => tweet.mentions.some(({ id }) => id === me.id)),
  likes: () => tweets.filter((tweet) => tweet.is_liked),
  bookmarks: () => tweets.filter((tweet) => tweet.is_bookmarked),
}

function newer(since) {
  const all = timelines.home().sort(byTime)
  return all.slice(0, Math.max(0, all.findIndex((tweet) => tweet.entry_id === since)))
}

/** The most liked first, each saying so. */
const ranked = () => timelines.home().sort((one, other) => other.like_count - one.like_count).map((tweet) => ({ ...tweet, why: { score: tweet.like_count, parts: {}, sentence: `Because ${tweet.like_count} people like it.` } }))

/** [method, path, answer]; the answer is the body, undefined for 204. */
const ROUTES = [
  ['GET', /^\/node$/, node],
  ['GET', /^\/auth\/session$/, () => (signedIn ? { user: me, csrf_token: 'mock', role: 'owner', birth_date: '1984-05-06' } : { user: null, csrf_token: null, role: null, birth_date: null })],
  ['POST', /^\/auth\/(register|login|welcome)$/, ({ body, found: [, which] }) => {
    if (which === 'login' && body.password !== 'correct horse') throw new Refusal(401, 'That password does not match. Three more tries, then a minute’s rest.')
    if (which === 'register' && body.username === 'taken') throw new Refusal(409, 'Taken.', [{ field: 'username', code: 'taken', message: '@taken is taken here. taken_l and taken1 are free.', limit: null }])
    signedIn = true
    return { user: me, access_token: null, refresh_token: null, expires_in: 900, csrf_token: 'mock' }
  }],
  ['POST', /^\/auth\/logout$/, () => void (signedIn = false)],
  ['POST', /^\/auth\/reset$/, () => undefined],
  ['PUT', /^\/auth\/password$/, () => undefined],
  ['GET', /^\/auth\/sessions$/, () => ({ sessions })],
  ['DELETE', /^\/auth\/sessions\/(\d+)$/, ({ found }) => void sessions.splice(sessions.findIndex(({ id }) => id === found[1]), 1)],
  ['GET', /^\/users\/search$/, ({ query }) => search(query)],
  ['GET', /^\/users\/([^/]+)$/, async ({ found }) => {
    if (found[1].includes('unknown')) await wait(2500)
    const user = who(found[1])
    if (!user) throw new Refusal(404, 'Nobody by that handle is known here.')
    return user
  }],
  ['PUT', /^\/users\/([^/]+)$/, ({ body }) => Object.assign(me, body, { bio_html: htmlOf(body.bio ?? me.bio) })],
  ['GET', /^\/users\/([^/]+)\/(followers|following)$/, ({ found, query }) => paged('users', users.filter((user) => user.id !== found[1]), query)],
  ['GET', /^\/users\/([^/]+)\/tweets$/, ({ found, query }) => paged('tweets', tweets.filter((tweet) => tweet.user.id === found[1] && (tweet.reply_to_id === null || query.get('include').includes('replies'))).sort(byTime), query)],
  ['POST', /^\/users\/([^/]+)\/(follow|block)$/, ({ found }) => tie(found[1], found[2], true)],
  ['DELETE', /^\/users\/([^/]+)\/(follow|block)$/, ({ found }) => tie(found[1], found[2], false)],
  ['GET', /^\/follow-requests$/, ({ query }) => paged('users', [person('jonas'), person('leila')], query)],
  ['POST', /^\/follow-requests\/([^/]+)\/(accept|reject)$/, ({ found }) => Object.assign(who(found[1]).relationship, { followed_by: found[2] === 'accept' })],
  ['POST', /^\/tweets(\/\d+\/(reply|quote))?$/, ({ body }) => (body.thread ? threadOf(body.thread) : post(body))],
  ['PUT', /^\/tweets\/(\d+)$/, ({ found, body }) => edit(found[1], body)],
  ['GET', /^\/tweets\/(\d+)\/history$/, ({ found }) => historyOf(find(found[1]))],
  ['POST', /^\/tweets\/(\d+)\/undelete$/, ({ found }) => undelete(found[1])],
  ['POST', /^\/tweets\/(\d+)\/(pin|mute)$/, ({ found }) => Object.assign(find(found[1]), found[2] === 'pin' ? { is_pinned: true } : {})],
  ['DELETE', /^\/tweets\/(\d+)\/(pin|mute)$/, ({ found }) => Object.assign(find(found[1]), found[2] === 'pin' ? { is_pinned: false } : {})],
  ['PUT', /^\/tweets\/(\d+)\/quote-policy$/, ({ found, body }) => Object.assign(find(found[1]), { quote_policy: body.policy })],
  ['GET', /^\/tweets\/(\d+)\/(likes|retweets)$/, ({ query }) => paged('users', users.slice(1, 7), query)],
  ['GET', /^\/tweets\/(\d+)\/quotes$/, ({ query }) => paged('tweets', tweets.filter(({ quote }) => quote !== null), query)],
  ['GET', /^\/users\/([^/]+)\/pinned$/, ({ found, query }) => paged('tweets', tweets.filter((tweet) => tweet.is_pinned && tweet.user.id === found[1]), query)],
  ['POST', /^\/polls\/(\d+)\/votes$/, ({ found, body }) => vote(found[1], body.choices)],
  ['GET', /^\/polls\/(\d+)$/, ({ found }) => find(found[1]).poll],
  ['POST', /^\/media$/, async () => (await wait(900), upload())],
  ['GET', /^\/media\/(\d+)$/, ({ found }) => uploaded.get(found[1])],
  ['PATCH', /^\/media\/(\d+)$/, ({ found, body }) => Object.assign(uploaded.get(found[1]), body)],
  ['DELETE', /^\/media\/(\d+)$/, ({ found }) => void uploaded.delete(found[1])],
  ['GET', /^\/tweets\/(\d+)\/thread$/, ({ found }) => thread(found[1])],
  ['DELETE', /^\/tweets\/(\d+)$/, ({ found }) => remove(found[1])],
  ['POST', /^\/tweets\/(\d+)\/(like|retweet|bookmark)$/, ({ found }) => mark(found[1], found[2], true)],
  ['DELETE', /^\/tweets\/(\d+)\/(like|retweet|bookmark)$/, ({ found }) => mark(found[1], found[2], false)],
  ['GET', /^\/timeline\/home$/, ({ query }) => (query.get('mode') === 'ranked' ? paged('tweets', ranked(), query) : query.has('since') ? paged('tweets', newer(query.get('since')), new URLSearchParams()) : paged('tweets', timelines.home().sort(byTime), query))],
  ['GET', /^\/timeline\/(\w+)$/, ({ found, query }) => paged('tweets', timelines[found[1]]().sort(byTime), query)],
  ['GET', /^\/timeline\/hashtag\/(.+)$/, ({ found, query }) => paged('tweets', tweets.filter((tweet) => tweet.hashtags.includes(found[1].toLowerCase())).sort(byTime), query)],
  ...findingRoutes({ users, tweets, person, paged, Refusal }),
  ...peopleRoutes({ users, tweets, person, who, paged }),
  ...toldRoutes({ tweets, person, paged }),
  // Lets three new tweets arrive, so that the pill can be looked at.
  ['POST', /^\/mock\/arrive$/, () => waiting.forEach(([name, text]) => tell('tweet', make(name, text, { id: String(902_000_000_000_000_000n + BigInt((arrived += 1))), created_at: new Date().toISOString() })))],
]

async function answer(request, response, url) {
  const path = decodeURIComponent(url.pathname.slice('/api'.length))
  const route = ROUTES.find(([method, pattern]) => method === request.method && pattern.test(path))
  if (!route) throw new Refusal(404, 'No such address.')
  let text = ''
  for await (const chunk of request) text += chunk
  const body = await route[2]({ found: route[1].exec(path), query: url.searchParams, body: text && /json/.test(request.headers['content-type'] ?? '') ? JSON.parse(text) : {} })
  if (body === undefined) return response.writeHead(204, deleted.has(route[1].exec(path)[1]) ? { 'Undelete-Until': new Date().toISOString() } : {}).end()
  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }).end(JSON.stringify(body))
}

function serve(response, url) {
  const asset = join(built, normalize(url.pathname))
  const file = extname(asset) !== '' && asset.startsWith(built) && existsSync(asset) ? asset : join(built, 'index.html')
  response.writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream', 'Content-Security-Policy': CSP })
  createReadStream(file).pipe(response)
}

createServer((request, response) => {
  const url = new URL(request.url, `http://${request.headers.host}`)
  const drawn = /^\/media\/(\d+)-(\d+)x(\d+)\//.exec(url.pathname)
  if (drawn) return response.writeHead(200, { 'Content-Type': 'image/svg+xml' }).end(drawing(...drawn.slice(1).map(Number)))
  if (url.pathname === '/api/stream') return listen(request, response)
  if (!url.pathname.startsWith('/api/')) return serve(response, url)
  answer(request, response, url).catch((thrown) => {
    const { status = 500, errors = [], message } = thrown
    response.writeHead(status, { 'Content-Type': 'application/problem+json' }).end(JSON.stringify({ type: 'about:blank', title: message, status, detail: message, errors }))
  })
}).listen(port, '127.0.0.1', () => console.log(`mock node (${state}) http://127.0.0.1:${port}`))
