/** What was searched for, told to the tweets of a page of results: by the id of the tweet. */
import { getContext, setContext } from 'svelte'
import type { Highlight } from '../text/highlights'

const NAME = Symbol('highlights')
type Highlights = Pick<ReadonlyMap<string, Highlight>, 'get'>

/** For everything below the component that says so; while it is made. */
export function tellHighlights(highlights: Highlights): void {
  setContext(NAME, highlights)
}

/** Nothing elsewhere. */
export function searchedFor(): Highlights | undefined {
  return getContext<Highlights | undefined>(NAME)
}
