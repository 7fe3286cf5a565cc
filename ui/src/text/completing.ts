/** The word being written, when it can be completed: a name after @, a hashtag after #, an emoji after a colon. */
export interface Word {
  kind: 'person' | 'tag' | 'emoji'
  query: string
  /** Where its sign stands. */
  start: number
  end: number
}

const BEGUN = /(?<![\p{L}\p{N}_@#:/.])(?:@([\p{L}\p{N}_][\p{L}\p{N}_.-]*(?:@[\p{L}\p{N}.:-]*)?)|#([\p{L}\p{N}\p{M}_]+)|:([a-z][a-z_-]+))$/u
const GOES_ON = /^[\p{L}\p{N}_]/u

/** Null where the caret is not at the end of one. */
export function wordAt(text: string, caret: number): Word | null {
  const found = BEGUN.exec(text.slice(0, caret))
  if (found === null || GOES_ON.test(text.slice(caret))) return null
  const [whole, person, tag, emoji] = found
  const kind = person !== undefined ? 'person' : tag !== undefined ? 'tag' : 'emoji'
  return { kind, query: person ?? tag ?? emoji ?? '', start: caret - whole.length, end: caret }
}
