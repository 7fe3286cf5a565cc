/** What a search may become while it is written: values of an operator, people, hashtags. */
import { searchHashtags, searchUsers } from '../api/finding'
import type { User } from '../api/types'
import { profilePath, tagPath, visibleName } from '../text/handles'
import { counted } from '../text/numbers'
import { VALUES, type Ending } from '../text/searching'
import { people } from './people.svelte'

export interface Suggestion {
  key: string
  title: string
  detail: string
  user?: User
  /** Where it leads; else it takes the place of what was being written. */
  href?: string
  text?: string
}

const PEOPLE_MOST = 4
const TAGS_MOST = 3

/** What an operator takes needs nobody to be asked. */
export function valuesOf({ kind, operator, query }: Ending): Suggestion[] {
  if (kind !== 'value' || operator === null) return []
  const values = VALUES[operator] ?? []
  return values.filter(({ value }) => value.startsWith(query.toLowerCase())).map(({ value, means }) => ({ key: value, title: `${operator}:${value}`, detail: means, text: `${operator}:${value}` }))
}

/** Without an answer there are none. */
export async function suggested(ending: Ending): Promise<Suggestion[]> {
  const { kind, query } = ending
  if (kind === 'value' || query === '') return []
  const [users, tags] = await Promise.all([
    kind === 'tag' ? [] : searchUsers(query, { limit: PEOPLE_MOST }).then((found) => found.users.map((user) => ofPerson(people.keep(user), ending))).catch(() => []),
    kind === 'person' || /\s/.test(query) ? [] : searchHashtags(query, { limit: TAGS_MOST }).then((found) => found.hashtags.map(ofTag)).catch(() => []),
  ])
  return [...users, ...tags]
}

function ofPerson(user: User, { operator }: Ending): Suggestion {
  const shown = { key: user.handle, title: visibleName(user), detail: user.handle, user }
  return operator === null ? { ...shown, href: profilePath(user) } : { ...shown, text: `${operator}:${user.handle}` }
}

function ofTag({ tag, tweet_count, people_count }: { tag: string; tweet_count: number; people_count: number }): Suggestion {
  return { key: `#${tag}`, title: `#${tag}`, detail: `${counted(tweet_count, 'tweet')} by ${counted(people_count, 'person', 'people')}`, href: tagPath(tag) }
}
