/** The mock node's answers about being told: notifications, strangers who wait, numbers for authors, the stream. */
const HOUR = 3_600_000
const DAY = 24 * HOUR
const KINDS = ['like', 'retweet', 'quote', 'reply', 'follow', 'follow_request', 'mention', 'poll_ended', 'edited', 'direct', 'bell', 'quote_request']

/** [kind, hours ago, people, how many did it, whose tweet it is about]; the first ones are unread. */
const TOLD = [
  ['like', 0.1, ['ada', 'tomas', 'jonas', 'ines', 'kofi'], 12, 'mira'],
  ['follow_request', 0.4, ['bo'], 1, null],
  ['mention', 0.6, ['tomas'], 1, 'tomas'],
  ['retweet', 2, ['priya', 'leila'], 2, 'mira'],
  ['poll_ended', 3, ['jonas'], 1, 'jonas'],
  ['edited', 5, ['ines'], 1, 'ines'],
  ['follow', 9, ['yuki', 'leila', 'kofi'], 3, null],
  ['quote', 11, ['kofi'], 1, 'kofi'],
  ['bell', 26, ['priya'], 1, 'priya'],
  ['quote_request', 30, ['ada'], 1, 'mira'],
  ['reply', 50, ['ada'], 1, 'ada'],
  ['direct', 80, ['yuki'], 1, 'yuki'],
  ...Array.from({ length: 40 }, (_, at) => ['like', 90 + at * 7, ['ada', 'bo', 'kofi'].slice(at % 3), 3 - (at % 3), 'mira']),
]
const UNREAD = 3

export function toldRoutes({ tweets, person, paged }) {
  const of = (name, at) => {
    const theirs = tweets.filter(({ user }) => user.username === name)
    return theirs[at % Math.max(1, theirs.length)] ?? null
  }
  const about = (kind, name, at) => (kind === 'poll_ended' ? (tweets.find(({ poll }) => poll !== null) ?? null) : name === null ? null : of(name, at))
  let told = TOLD.map(([kind, hours, names, user_count, name], at) => {
    const id = String(800_000 - at)
    return { id, kind, users: names.map(person), user_count, tweet: about(kind, name, at), read: at >= UNREAD, created_at: new Date(Date.now() - hours * HOUR).toISOString(), newest_id: id }
  })
  const preferences = {
    kinds: Object.fromEntries(KINDS.map((kind) => [kind, { shown: kind !== 'edited', push: kind !== 'like' && kind !== 'edited' }])),
    strangers: { not_following: 'accept', not_followers: 'accept', new_accounts: 'filter', private_mentions: 'filter', limited_accounts: 'filter' },
  }
  let requests = ['wil', 'gazette'].map(person).filter(Boolean).map((user, at) => ({ id: String(700 + at), user, count: 2 - at, last_tweet: tweets.find((one) => one.user === user) ?? null, created_at: new Date(Date.now() - (at + 1) * 5 * HOUR).toISOString() }))
  const asked = (query) => told.filter(({ kind }) => !query.get('kinds') || query.get('kinds').split(',').includes(kind))
  const unread = (query) => asked(query).filter(({ read }) => !read).length
  let counted = true

  const day = (ago) => {
    const wave = Math.round(60 + 40 * Math.sin(ago / 3) + (ago % 7 === 2 ? 90 : 0))
    return { day: new Date(Date.now() - ago * DAY).toISOString().slice(0, 10), impressions: wave, engagements: Math.round(wave / 7), likes: Math.round(wave / 10), retweets: Math.round(wave / 40), replies: Math.round(wave / 60), quotes: 0, profile_views: Math.round(wave / 9), follower_gain: (ago % 5) - 1, follower_count: 71, tweets: ago % 3 }
  }
  const sums = (days) => Object.fromEntries(Object.keys(days[0]).filter((name) => name !== 'day').map((name) => [name, name === 'follower_count' ? 71 : days.reduce((sum, one) => sum + one[name], 0)]))
  const span = (count, from = 0) => Array.from({ length: count }, (_, at) => day(from + count - 1 - at))
  const overview = (count) => ({ days: span(count), totals: sums(span(count)), before: sums(span(count, count)), time_zone: 'UTC' })
  const numbersOf = (tweet, at) => ({ tweet, impressions: 412 - at * 31, engagements: 40 - at * 3, likes: 30 - at * 2, retweets: 6, replies: 3, quotes: at % 2 })

  return [
    ['GET', /^\/notifications$/, ({ query }) => ({ ...paged('notifications', asked(query), query), unread_count: unread(query) })],
    ['GET', /^\/notifications\/unread$/, ({ query }) => ({ count: unread(query) })],
    ['PUT', /^\/notifications\/(\d+)\/read$/, ({ found }) => void told.filter(({ id }) => id === found[1]).forEach((one) => (one.read = true))],
    ['PUT', /^\/notifications\/read-all$/, () => void told.forEach((one) => (one.read = true))],
    ['DELETE', /^\/notifications\/(\d+)$/, ({ found }) => void (told = told.filter(({ id }) => id !== found[1]))],
    ['GET', /^\/notifications\/preferences$/, () => preferences],
    ['PUT', /^\/notifications\/preferences$/, ({ body }) => {
      for (const [kind, change] of Object.entries(body.kinds ?? {})) Object.assign(preferences.kinds[kind], change)
      return Object.assign(preferences, { strangers: { ...preferences.strangers, ...body.strangers } })
    }],
    ['GET', /^\/notifications\/requests$/, ({ query }) => paged('requests', requests, query)],
    ['POST', /^\/notifications\/requests\/(\d+)\/(accept|dismiss)$/, ({ found }) => void (requests = requests.filter(({ id }) => id !== found[1]))],
    ['GET', /^\/analytics$/, ({ query }) => overview(Number(query.get('days') ?? 28))],
    ['GET', /^\/analytics\/tweets$/, ({ query }) => paged('tweets', tweets.filter(({ user }) => user.username === 'mira').map(numbersOf), query)],
    ['GET', /^\/analytics\/tweets\/(\d+)$/, ({ found }) => ({ ...numbersOf(tweets.find(({ id }) => id === found[1]), 1), days: span(28), time_zone: 'UTC' })],
    ['GET', /^\/analytics\/settings$/, () => ({ counted })],
    ['PUT', /^\/analytics\/settings$/, ({ body }) => ({ counted: (counted = body.counted) })],
  ]
}

/** Everybody who listens; what is told goes to all of them. */
const listeners = new Set()
let place = 0

export function listen(request, response) {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
  listeners.add(response)
  request.on('close', () => listeners.delete(response))
  say(response, 'open', { resumed: false, heartbeat_seconds: 20 }, [])
}

export function tell(kind, payload, stream = 'home') {
  place += 1
  for (const response of listeners) say(response, kind, payload, [stream])
}

function say(response, kind, payload, streams) {
  response.write(`id: ${place}\ndata: ${JSON.stringify({ id: String(place), stream: streams[0] ?? null, streams, kind, payload })}\n\n`)
}
