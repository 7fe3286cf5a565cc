/** The mock node's answers about people: mutes, blocks, notes, lists, hashtags, quote requests. */
import { hashtagFacts } from './mock-finding.mjs'

const DAY = 86_400_000

export function peopleRoutes({ users, tweets, person, who, paged }) {
  const followed = new Set(['rye', 'slowweb'])
  const hosts = ['loud.example', 'spam.example:8443']
  const lists = [
    { id: '501', title: 'Tea people', exclusive: false, replies: 'followed', people: ['ada', 'priya', 'kofi'] },
    { id: '502', title: 'Ferries, lighthouses, and the weather that goes with them', exclusive: true, replies: 'none', people: ['tomas'] },
  ].map(({ people, ...list }) => ({ ...list, created_at: new Date().toISOString(), members: people.map(person) }))
  const asJson = ({ members, ...list }) => ({ ...list, member_count: members.length })
  const find = (id) => lists.find((list) => list.id === id)
  const asked = () => tweets.filter((tweet) => tweet.user.username === 'mira').slice(0, 2).map((tweet, at) => ({ id: String(600 + at), tweet, user: person(['ada', 'yuki'][at]), quote: at === 0 ? tweets.find((one) => one.user.username === 'ada') : null, created_at: new Date().toISOString() }))
  const change = (id, tie) => Object.assign(who(id).relationship, tie)

  return [
    ['POST', /^\/users\/([^/]+)\/mute$/, ({ found, body }) => change(found[1], { muting: true, muting_notifications: body.notifications, muting_until: body.duration_seconds ? new Date(Date.now() + body.duration_seconds * 1000).toISOString() : null })],
    ['DELETE', /^\/users\/([^/]+)\/mute$/, ({ found }) => change(found[1], { muting: false, muting_until: null })],
    ['PUT', /^\/users\/([^/]+)\/follow$/, ({ found, body }) => change(found[1], body)],
    ['PUT', /^\/users\/([^/]+)\/note$/, ({ found, body }) => change(found[1], { note: body.content })],
    ['DELETE', /^\/users\/([^/]+)\/follower$/, ({ found }) => change(found[1], { followed_by: false })],
    ['PUT', /^\/users\/([^/]+)\/(avatar|cover)$/, () => person('mira')],
    ['DELETE', /^\/users\/([^/]+)\/(avatar|cover)$/, () => person('mira')],
    ['GET', /^\/users\/([^/]+)\/lists$/, ({ found }) => ({ lists: lists.filter(({ members }) => members.some(({ id }) => id === found[1])).map(asJson) })],
    ['POST', /^\/follow-requests\/(accept|reject)$/, ({ body }) => ({ done: body.ids?.length ?? 2 })],
    ['GET', /^\/mutes$/, ({ query }) => paged('users', users.filter((user) => user.relationship?.muting), query)],
    ['GET', /^\/blocks$/, ({ query }) => paged('users', users.filter((user) => user.relationship?.blocking), query)],
    ['GET', /^\/peer-blocks$/, () => ({ hosts })],
    ['POST', /^\/peer-blocks\/(.+)$/, ({ found }) => void hosts.unshift(found[1])],
    ['DELETE', /^\/peer-blocks\/(.+)$/, ({ found }) => void hosts.splice(hosts.indexOf(found[1]), 1)],
    ['GET', /^\/lists$/, () => ({ lists: lists.map(asJson) })],
    ['POST', /^\/lists$/, ({ body }) => asJson(lists[lists.push({ ...body, id: String(510 + lists.length), created_at: new Date().toISOString(), members: [] }) - 1])],
    ['GET', /^\/lists\/(\d+)$/, ({ found }) => asJson(find(found[1]))],
    ['PUT', /^\/lists\/(\d+)$/, ({ found, body }) => asJson(Object.assign(find(found[1]), body))],
    ['DELETE', /^\/lists\/(\d+)$/, ({ found }) => void lists.splice(lists.indexOf(find(found[1])), 1)],
    ['GET', /^\/lists\/(\d+)\/members$/, ({ found, query }) => paged('users', find(found[1]).members, query)],
    ['POST', /^\/lists\/(\d+)\/members\/(.+)$/, ({ found }) => void find(found[1]).members.unshift(who(found[2]))],
    ['DELETE', /^\/lists\/(\d+)\/members\/(.+)$/, ({ found }) => void (find(found[1]).members = find(found[1]).members.filter(({ id }) => id !== found[2]))],
    ['GET', /^\/timeline\/list\/(\d+)$/, ({ found, query }) => paged('tweets', tweets.filter((tweet) => find(found[1]).members.includes(tweet.user)), query)],
    ['GET', /^\/hashtags\/followed$/, ({ query }) => paged('hashtags', [...followed].map((tag) => ({ tag, following: true })), query)],
    ['GET', /^\/hashtags\/([^/]+)$/, ({ found }) => ({ tag: found[1], following: followed.has(found[1].toLowerCase()), ...hashtagFacts(found[1]) })],
    ['POST', /^\/hashtags\/([^/]+)\/follow$/, ({ found }) => (followed.add(found[1].toLowerCase()), { tag: found[1], following: true })],
    ['DELETE', /^\/hashtags\/([^/]+)\/follow$/, ({ found }) => (followed.delete(found[1].toLowerCase()), { tag: found[1], following: false })],
    ['GET', /^\/quote-requests$/, ({ query }) => paged('requests', asked(), query)],
    ['POST', /^\/quote-requests\/(\d+)\/(accept|reject)$/, () => undefined],
  ]
}

/** Somebody about whom much is to be told. */
export function complicate(user) {
  Object.assign(user.relationship, { following: true, requested: false, muting: true, muting_notifications: true, muting_until: new Date(Date.now() + 7 * DAY).toISOString(), retweets: false, bell: true, note: 'Trued my back wheel in the rain. Owes me a teapot.' })
}
