/** Handles and the page addresses made of them. */
export interface Handle {
  username: string
  /** Null for people of this node. */
  host: string | null
}

interface Person {
  username: string
  host: string | null
}

const HANDLE = /^@?([\p{L}\p{N}_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_])?)(?:@([\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?(?::\d{1,5})?|\[[0-9a-f:.]+\](?::\d{1,5})?))?$/iu

/** Null when the text is no handle. Takes "ada", "@ada", "ada@tea.example" and "@ada@127.0.0.1:8421". */
export function parseHandle(text: string): Handle | null {
  const match = HANDLE.exec(text.trim())
  return match?.[1] === undefined ? null : { username: match[1], host: match[2]?.toLowerCase() ?? null }
}

/** True for what names one person on one node, so that the network can be asked. */
export function isFullHandle(text: string): boolean {
  return parseHandle(text)?.host != null
}

export function handleOf(person: Person): string {
  return person.host === null ? `@${person.username}` : `@${person.username}@${person.host}`
}

/** With the node's name even for people of this one: what others have to type. */
export function fullHandleOf(person: Person, ownHost: string): string {
  return `@${person.username}@${person.host ?? ownHost}`
}

export function profilePath(person: Person): string {
  return `/${handleOf(person)}`
}

export function tweetPath(tweet: { id: string; user: Person }): string {
  return `${profilePath(tweet.user)}/${tweet.id}`
}

export function tagPath(tag: string): string {
  return `/tags/${encodeURIComponent(tag.replace(/^#/, ''))}`
}

/** What to call somebody in a sentence: the first name of a display name, else the user name. */
export function callName(person: { display_name: string; username: string }): string {
  return visibleName(person).split(/\s+/)[0] ?? person.username
}

/** A name of only invisible characters shows the user name instead. */
export function visibleName(person: { display_name: string; username: string }): string {
  return /[^\s\p{C}\p{M}\u115f\u1160\u2800\u3164\uffa0]/u.test(person.display_name) ? person.display_name : person.username
}

/** The address to give away: the tweet's own, where it lives. */
export function shareAddress(tweet: { url: string; uri: string }): string {
  return tweet.url || tweet.uri
}
