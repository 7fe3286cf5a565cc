/** The cast and the tweets of the mock node: hearth.example, where Mira lives. */
import { picture } from './mock-media.mjs'

const NOW = Date.now()
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const iso = (ms) => new Date(ms).toISOString()
const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')

const NO_TIE = { following: false, requested: false, followed_by: false, requested_by: false, blocking: false, blocked_by: false, muting: false, muting_notifications: false, muting_until: null, blocking_host: false, retweets: true, bell: false, note: '' }

/** [username, host, name, bio, location, followers, following, tweets, extra] */
const CAST = [
  ['mira', null, 'Mira Lindqvist', 'Keeps the family node warm. Librarian by day. Interested in slow software, ferries and rye bread.', 'Gothenburg', 71, 64, 286, { website: 'https://mira.example', age: 0.4 }],
  ['priya', null, 'Priya Raman', 'Runs the Pi on the shelf. Kitchen tables, small computers.', 'Gothenburg', 48, 51, 122, { tie: { following: true, followed_by: true } }],
  ['kofi', null, 'Kofi Mensah', 'Reads timelines upwards. Bass clarinet, rowing, questions.', 'Accra, then Gothenburg', 39, 88, 401, { tie: { following: true } }],
  ['tomas', 'harbour.example', 'Tomás Rivera', 'Harbour master. Weather before words.', 'Vigo', 1310, 204, 2210, { tie: { following: true, followed_by: true } }],
  ['ada', 'tea.example', 'Ada Okafor', 'Pots, glazes, and the occasional compiler. I write down what the kiln did. Workshop open on Saturdays, tea is free.', 'Leeds', 4902, 318, 1204, { verified: true, tie: { following: true, followed_by: true }, fields: [['Workshop', 'https://okafor.example', true], ['Source', 'https://git.example/ada', true], ['Pronouns', 'she, her', false]] }],
  ['yuki', 'paper.example', 'Yuki Tanabe', '活版印刷と余白。 Letterpress, and the space around it.', '京都', 860, 120, 640, { tie: { following: true } }],
  ['jonas', 'alpen.example', 'Jonas Weiß', 'Mountain huts, maps, maintenance. Photographs of weather I survived.', 'Andermatt', 233, 190, 511, {}],
  ['leila', 'oud.example', 'ليلى حداد', 'عازفة عود وصانعة آلات. Oud maker, patient listener.', 'Tunis', 540, 77, 330, {}],
  ['bo', 'bike.example', 'Bo Nyström', 'Bicycles repaired while you wait. Approves followers by hand.', 'Umeå', 92, 41, 77, { locked: true, tie: { requested: true } }],
  ['gazette', 'slowweb.example', 'Slow Web Gazette', 'One issue each season. Small servers, long sentences.', '', 12840, 3, 96, { verified: true, bot: true }],
  ['ines', '127.0.0.1:8421', 'Inês Duarte with a name that goes on for quite a while', 'Tests things on her own machine.', '', 4, 9, 17, { tie: { followed_by: true } }],
]

export const users = CAST.map(([username, host, display_name, bio, location, follower_count, following_count, tweet_count, extra], at) => {
  const handle = host === null ? `@${username}` : `@${username}@${host}`
  return {
    id: String(7001 + at),
    username,
    host,
    handle,
    display_name,
    bio,
    bio_html: `<p>${escape(bio)}</p>`,
    avatar_url: null,
    cover_url: null,
    location,
    website: extra.website ?? '',
    website_verified_at: extra.website ? iso(NOW - 9 * DAY) : null,
    fields: (extra.fields ?? []).map(([name, value, ok]) => ({ name, value, value_html: value.startsWith('http') ? `<a href="${value}">${value}</a>` : escape(value), verified_at: ok ? iso(NOW - 90 * DAY) : null })),
    verified: extra.verified ?? false,
    bot: extra.bot ?? false,
    locked: extra.locked ?? false,
    follower_count,
    following_count,
    tweet_count,
    created_at: iso(NOW - (extra.age ?? 1300 + at * 40) * DAY),
    url: host === null ? `https://hearth.example/@${username}` : `https://${host}/@${username}`,
    relationship: at === 0 ? null : { ...NO_TIE, ...extra.tie },
  }
})

export const person = (username) => users.find((user) => user.username === username)

const ADDRESS = /https?:\/\/[^\s<]+|@[\w]+(?:@[\w.-]+(?::\d+)?)?|#[\p{L}\p{N}_]+/gu

/** Text to the HTML a node would make of it. */
export function htmlOf(text) {
  const linked = escape(text).replace(ADDRESS, (found) => {
    if (found.startsWith('@')) {
      const user = users.find(({ handle }) => handle === found)
      return user ? `<a href="${user.url}" class="mention">${found}</a>` : found
    }
    if (found.startsWith('#')) return `<a href="/tags/${encodeURIComponent(found.slice(1))}" rel="tag">${found}</a>`
    return `<a href="${found}" rel="nofollow noopener">${found}</a>`
  })
  return linked
    .split('\n\n')
    .map((part) => `<p>${part.replace(/\n/g, '<br>')}</p>`)
    .join('')
}

export const tweets = []
let nextId = 900_000_000_000_000_000n

export function make(username, content, { ago = 0, id, ...more } = {}) {
  nextId -= 1_000_000n
  const user = typeof username === 'string' ? person(username) : username
  const own = id ?? String(nextId)
  const tweet = {
    id: own,
    entry_id: own,
    user,
    content,
    content_html: htmlOf(content),
    content_warning: '',
    sensitive: false,
    language: null,
    visibility: 'public',
    media: [],
    media_urls: [],
    poll: null,
    hashtags: [...content.matchAll(/#([\p{L}\p{N}_]+)/gu)].map(([, tag]) => tag.toLowerCase()),
    mentions: users.filter(({ handle }) => new RegExp(`${handle.replace(/[.]/g, '\\.')}(?![\\w@])`).test(content)).map((named) => ({ id: named.id, handle: named.handle, url: named.url })),
    reply_to_id: null,
    reply_to_user_id: null,
    quote_id: null,
    quote: null,
    quote_policy: 'public',
    quote_state: null,
    like_count: 0,
    retweet_count: 0,
    reply_count: 0,
    quote_count: 0,
    is_liked: false,
    is_retweeted: false,
    is_bookmarked: false,
    is_pinned: false,
    created_at: iso(NOW - ago),
    edited_at: null,
    url: `${user.url}/${own}`,
    uri: `${user.url}/statuses/${own}`,
    retweeted_by: null,
    retweeted_at: null,
    ...more,
  }
  if (tweet.poll) tweet.poll.id = own
  tweets.push(tweet)
  return tweet
}

const poll = (options, more) => ({ id: '', options: options.map(([title, vote_count]) => ({ title, vote_count })), multiple: false, hide_totals: false, ends_at: iso(NOW + 5.2 * HOUR), closed: false, voter_count: options.reduce((sum, [, votes]) => sum + (votes ?? 0), 0), voted: false, own_votes: [], ...more })
const answer = (parent, username, content, more) => make(username, content, { ...more, reply_to_id: parent.id, reply_to_user_id: parent.user.id })
const quoting = (quoted, username, content, more) => make(username, content, { ...more, quote_id: quoted.id, quote: { ...quoted, quote: null } })

make('priya', 'The kitchen node has moved from the old laptop to a Pi on the shelf. It idles at 64 MB and nobody in the house noticed, which is the nicest review I have ever had. #selfhosting', { ago: 4 * MINUTE, reply_count: 6, retweet_count: 11, like_count: 84, is_liked: true, media: [picture(1, 'A small green computer on a kitchen shelf, beside a cup of tea and a plant that leans over to look')] })
make('tomas', 'Fog lifted at quarter past six, all at once, as if somebody had pulled a sheet off the harbour.', { ago: 18 * MINUTE, reply_count: 14, retweet_count: 52, like_count: 318, is_retweeted: true, media: [picture(2, 'A grey ship in the fog'), picture(3), picture(4, 'A coil of rope'), picture(5, 'A gull')] })
make('jonas', 'Hut week in January. Grimsel is long and quiet, Furka only if the road is open. I am tempted to stay home and bake.\n\nThe hut book from 1931: https://alpen.example/huts/archive/1931/grimsel-winter-crossing', { ago: 36 * MINUTE, reply_count: 9, retweet_count: 2, like_count: 21, poll: poll([['Grimsel, long and quiet', 98], ['Furka, if the road is open', 71], ['Home and bake', 45]], { own_votes: [0], voted: true }) })
const page = make('yuki', 'A page is finished when nobody asks what to do next. Set the type, leave the margins alone, write the date in the corner.', { ago: 3 * HOUR, media: [picture(6, 'A page of metal type'), picture(7)], reply_count: 8, retweet_count: 44, like_count: 210 })
quoting(page, 'ada', 'This is exactly how a good glaze recipe is written down, too. Three numbers, one warning, and a date.', { ago: HOUR, reply_count: 3, retweet_count: 8, like_count: 67, is_bookmarked: true })
const question = make('kofi', 'Does anybody else read their timeline upwards, oldest first? I never know where to stop otherwise.', { ago: 2 * HOUR, reply_count: 12, retweet_count: 1, like_count: 40, poll: poll([['Upwards', 40], ['Downwards', 61], ['Both, badly', 12]], {}) })
answer(question, 'mira', '@kofi Always. And the app should remember exactly the line where I put it down, like a bookmark does.', { ago: HOUR + 5 * MINUTE, reply_count: 4, like_count: 29 })
make('gazette', 'Our autumn issue is about small servers that outlived the companies around them.\n\nhttps://slowweb.example/autumn', { ago: 3 * HOUR, reply_count: 5, retweet_count: 190, like_count: 702, retweeted_by: person('priya'), retweeted_at: iso(NOW - 2.5 * HOUR), entry_id: '899999999990000001' })
make('yuki', 'The last chapter gives the ending away, so here it is behind a note: the paper wins.', { ago: 4 * HOUR, content_warning: 'How the novel ends', reply_count: 2, like_count: 18 })
make('leila', 'الخشب يتذكر اليد التي صنعته. انتهيت من العود الخامس هذا العام. #lutherie', { ago: 5 * HOUR, language: 'ar', reply_count: 3, retweet_count: 12, like_count: 96 })
make('ines', 'Only for the people who follow me: the second node answers on the first try now.', { ago: 6 * HOUR, visibility: 'followers', reply_count: 1, like_count: 4, media: [picture(8, '', { width: 900, height: 1600 })] })
make('priya', 'What is left of the old laptop. Not for everybody.', { ago: 7 * HOUR, sensitive: true, like_count: 3, media: [picture(13, 'A laptop with its insides out'), picture(14)] })
make('kofi', 'Which of these, and you may have several?', { ago: 7.5 * HOUR, poll: poll([['Rowing', null], ['Clarinet', null], ['Questions', null]], { multiple: true, hide_totals: true, voter_count: null }) })
make('tomas', 'Tide table for the week, by hand, with two corrections in pencil. Come and look at it before the ink dries.', { ago: 8 * HOUR, media: [picture(9, 'The tide table'), picture(10), picture(11)], edited_at: iso(NOW - 7 * HOUR), reply_count: 0, like_count: 12 })
make('mira', 'Saturday I take the 07:10 across the fog with two loaves of rye and one librarian. @tomas@harbour.example says the kettle is on. #rye', { ago: 9 * HOUR, edited_at: iso(NOW - 8 * HOUR), quote_count: 2, retweet_count: 3, media: [picture(12, 'Two loaves', { kind: 'video' })], reply_count: 2, like_count: 33 })
make('kofi', 'Long form, because rowing teaches patience.\nFirst the catch.\nThen the drive.\nThen the finish.\nThen, and this is what nobody tells you, the recovery, which is slower than all of it together.\nBreathe.\nLook up.\nCheck the river.\nApologise to the heron.\nAgain.\nAnd again, until the light goes.', { ago: 20 * HOUR, reply_count: 3, like_count: 25 })
quoting({ ...page, id: '1' }, 'jonas', 'Somebody said it better, and took it back.', { ago: 22 * HOUR, quote: null, quote_state: 'revoked', like_count: 2 })

const cobalt = make('yuki', '@ada@tea.example did the cobalt come out in the end? You went very quiet after the last test tile.', { ago: 26 * HOUR, reply_count: 1, like_count: 8 })
export const kiln = answer(cobalt, 'ada', 'Fired the tall kiln for the first time since spring. The blue is the one I have been chasing for two years: a little iron, a lot of patience, and a cloudy day to look at it in.', { ago: 3.2 * HOUR, id: '880000000000000000', reply_count: 31, retweet_count: 57, like_count: 312, quote_count: 9, is_liked: true, is_bookmarked: true, edited_at: iso(NOW - 3 * HOUR), media: [picture(15, 'Three pots: a wide blue bowl, a small striped cup, and a tall bottle of red clay')] })
const water = answer(kiln, 'tomas', 'That is the colour of the water here at five in the morning. I will send you a photograph to prove it.', { ago: 2 * HOUR, reply_count: 2, retweet_count: 1, like_count: 24 })
const please = answer(water, 'ada', 'Please do. I will put it above the wheel.', { ago: 2 * HOUR - MINUTE, reply_count: 1, like_count: 19, is_liked: true })
answer(please, 'tomas', 'It is on the ferry. Ask the librarian with the bread.', { ago: HOUR, like_count: 31 })
answer(kiln, 'priya', 'Two years! What changed in the end, the iron or the day?', { ago: 3 * HOUR, reply_count: 1, like_count: 6 })
answer(kiln, 'kofi', 'The bowl on the left is the one from the workshop, is it not? It was grey when you carried it out.', { ago: 3 * HOUR, like_count: 11 })

make('ada', 'A glaze is a promise the fire may or may not keep. Everything I know about iron blues, in one thread, with the failures left in.', { ago: 40 * DAY, reply_count: 40, retweet_count: 211, like_count: 903, is_liked: true })
answer(tweets[12], 'tomas', '@mira The kettle is on since yesterday. Bring the seeded one.', { ago: 8.5 * HOUR, like_count: 9 })

const FILLER = ['Bread is a clock you can eat.', 'The shelf Pi has been up for forty days. It has seen things.', 'Ferry delayed by fog, fog delayed by nothing.', 'Found a 1962 manual that explains margins in one sentence and apologises for its length.', 'Spent the evening listening to one string.', 'A good map shows what it leaves out.', 'Rain on the hut roof, which is the only notification I need.', 'New rule at our node: nobody explains the joke.']
for (let at = 0; at < 90; at += 1) {
  const who = ['priya', 'kofi', 'tomas', 'ada', 'yuki', 'mira'][at % 6]
  make(who, `${FILLER[at % FILLER.length]}${at % 3 === 0 ? ' #slowweb' : ''}`, { ago: DAY + at * 5 * HOUR, like_count: (at * 7) % 53, reply_count: (at * 3) % 7, retweet_count: (at * 5) % 11 })
}

export const waiting = [
  ['kofi', 'Reading this one upwards, too.'],
  ['priya', 'The Pi says hello. It has opinions about bread.'],
  ['tomas', 'Second ferry is in. So is the fog.'],
]
