/** The mock node's answers to who looks for something: search, trends, whom and what one may like. */
const DAY = 86_400_000
const OPERATOR = /(-?)(from|to|mentions|since|until|has|is|lang|in):("[^"]*"|\S+)/g

const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')
const day = (ago) => new Date(Date.now() - ago * DAY).toISOString().slice(0, 10)
const history = (counts) => counts.map((count, ago) => ({ day: day(ago), tweet_count: count, people_count: Math.ceil(count * 0.7) }))
const asOf = () => new Date().toISOString()

/** [tag, category, people, tweets, velocity, days, today first] */
const TRENDS = [
  ['selfhosting', 'technology', 84, 131, 1.4, [131, 80, 61, 44, 40, 22, 18]],
  ['harbourfog', 'weather', 61, 70, 4.2, [70, 75, 90, 12, 8, 2, 2]],
  ['letterpress', null, 37, 52, 0.5, [52, 31, 40, 22, 28, 14, 9]],
  ['slowweb', 'technology', 29, 33, 0.1, [33, 30, 22, 25, 14, 11, 12]],
  ['ttt', null, 18, 18, -0.4, [18, 24, 30, 41, 44, 47, 60]],
  ['lutherie', 'music', 4, 5, 0, [5, 4, 3, 9, 2, 0, 1]],
]

function trend([tag, category, people, tweets, velocity, counts], at) {
  const change = velocity === 0 ? 'that is as much as in the hour before' : `that is ${Math.round(Math.abs(velocity) * 100)} % ${velocity > 0 ? 'more' : 'less'} than in the hour before`
  return { tag, rank: at + 1, score: people * 9.5, tweet_count: tweets, people_count: people, velocity, category, explain: { sentence: `${people} people wrote ${tweets} tweets with it in the last hour; ${change}.`, parts: { mentions: tweets } }, history: history(counts) }
}

export function findingRoutes({ users, tweets, person, paged, Refusal }) {
  const gone = new Set()
  const suggestions = () =>
    [
      ['jonas', 'friends', 'Followed by 3 people you follow.', ['ada', 'priya', 'kofi']],
      ['leila', 'hashtags', 'Writes about #lutherie and #rye, as you do.', []],
      ['ines', 'likes', 'Likes 2 tweets that you like.', []],
      ['gazette', 'writing', 'Writes here a lot these days.', []],
    ]
      .map(([name, kind, sentence, named]) => ({ user: person(name), reason: { kind, sentence, parts: {}, people: named.map(person) } }))
      .filter(({ user }) => !gone.has(user.id))

  const ranked = (query) => {
    const category = query.get('category') ?? ''
    if (category !== '' && !TRENDS.some(([, own]) => own === category)) throw new Refusal(400, 'No such category.', [{ field: 'category', code: 'invalid', message: 'A category is one of music, technology, weather.', limit: null }])
    const within = query.get('region') ? TRENDS.slice(1, 3) : TRENDS
    return within.filter(([, own]) => category === '' || own === category).slice(0, Number(query.get('limit') ?? 10)).map(trend)
  }
  const loved = () => [...tweets].sort((one, other) => other.like_count - one.like_count).slice(0, 3).map((tweet, at) => ({ tweet, rank: at + 1, score: 9 - at, explain: { sentence: `${tweet.like_count} likes and ${tweet.retweet_count} retweets in 3 hours.`, parts: {} } }))
  const links = () => [
    { url: 'https://slowweb.example/autumn', rank: 1, score: 5, tweet_count: 7, people_count: 6, explain: { sentence: 'Shared by 6 people in 7 tweets, last 20 minutes ago; 702 reactions to these tweets.', parts: {} } },
    { url: 'https://alpen.example/huts/archive/1931/grimsel-winter-crossing', rank: 2, score: 2, tweet_count: 2, people_count: 2, explain: { sentence: 'Shared by 2 people in 2 tweets, last 2 hours ago; 21 reactions to these tweets.', parts: {} } },
  ]

  /** The words alone; what operators say of people and pictures is heeded, the rest is not. */
  function found(query) {
    const q = query.get('q') ?? ''
    const bad = /(?:has|is):(?!media|link|poll|quote|reply|retweet)\S+/.exec(q)
    if (bad) throw new Refusal(400, 'That cannot be searched for.', [{ field: 'q', code: 'invalid', message: 'After has: stands one of media, poll, link, quote.', limit: null }])
    const operators = [...q.matchAll(OPERATOR)]
    const words = q.replace(OPERATOR, '').replace(/["*~]/g, '').toLowerCase().split(/\s+/).filter((word) => word !== '')
    const all = tweets.filter(({ content, user, media }) => words.every((word) => content.toLowerCase().includes(word)) && operators.every(([, no, key, value]) => (key === 'from' ? user.username === value.replace(/^@/, '').split('@')[0] || (value === 'me' && user.username === 'mira') : key === 'has' && value === 'media' ? media.length > 0 : true) === (no === '')))
    if (query.get('sort') === 'latest') all.sort((one, other) => other.created_at.localeCompare(one.created_at))
    const page = paged('tweets', all, query)
    const highlights = Object.fromEntries(page.tweets.filter(() => words.length > 0).map(({ entry_id, content }) => [entry_id, words.reduce((html, word) => html.replace(new RegExp(escape(word), 'gi'), '<mark>$&</mark>'), escape(content))]))
    return { ...page, highlights, partial: q.includes('partial') }
  }

  const peopleFound = (query) => {
    const q = (query.get('q') ?? '').toLowerCase().replace(/^@/, '')
    return { ...paged('users', users.filter(({ handle, display_name }) => `${handle} ${display_name}`.toLowerCase().includes(q)), query), partial: false }
  }

  const tagsFound = (query) => {
    const q = (query.get('q') ?? '').toLowerCase().replace(/^#/, '')
    const hashtags = TRENDS.filter(([tag]) => tag.startsWith(q)).map(([tag, , , , , counts]) => ({ tag, tweet_count: counts.reduce((sum, one) => sum + one), people_count: counts[0], following: tag === 'slowweb' }))
    return { hashtags, pagination: { limit: 20, offset: null, cursor: null, newest: null, has_more: false }, partial: false }
  }

  return [
    ['GET', /^\/search\/tweets$/, ({ query }) => found(query)],
    ['GET', /^\/search\/users$/, ({ query }) => peopleFound(query)],
    ['GET', /^\/search\/hashtags$/, ({ query }) => tagsFound(query)],
    ['GET', /^\/trends$/, ({ query }) => ({ hashtags: ranked(query), as_of: asOf(), formula: 'rising', partial: false })],
    ['GET', /^\/trending\/topics$/, () => ({ topics: [['technology', ['selfhosting', 'slowweb']], ['weather', ['harbourfog']], ['music', ['lutherie']]].map(([topic, hashtags], at) => ({ topic, rank: at + 1, score: 9 - at, tweet_count: 40, hashtags, explain: { sentence: `Because of ${hashtags.map((tag) => `#${tag}`).join(', ')}: 40 tweets in the last hour.`, parts: {} } })), as_of: asOf(), formula: 'rising', partial: false })],
    ['GET', /^\/explore$/, ({ query }) => ({ trends: ranked(query), tweets: loved(), links: links(), users: suggestions(), as_of: asOf(), partial: query.get('category') === 'weather' })],
    ['GET', /^\/recommendations\/users$/, () => ({ users: suggestions() })],
    ['DELETE', /^\/recommendations\/users\/(\d+)$/, ({ found: [, id] }) => void gone.add(id)],
    ['GET', /^\/recommendations\/tweets$/, () => ({ tweets: tweets.filter(({ user }) => ['jonas', 'leila'].includes(user.username)).map((tweet) => ({ tweet, reason: { kind: 'likes', sentence: 'Liked by 4 people who like what you like.', parts: {}, people: [] } })) })],
  ]
}

/** What one hashtag's page tells. */
export function hashtagFacts(tag) {
  const known = TRENDS.find(([name]) => name === tag.toLowerCase())
  const counts = known?.[5] ?? [0, 0, 0, 0, 0, 0, 0]
  return { tweet_count: counts.reduce((sum, one) => sum + one), people_count: Math.max(...counts), related: known ? TRENDS.map(([name]) => name).filter((name) => name !== tag).slice(0, 4) : [], history: history(counts) }
}
