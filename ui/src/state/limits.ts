/** How much of everything the node takes. Until it has said so, what nodes usually take. */
import type { NodeFacts } from '../api/types'
import { session } from './session.svelte'

type Limits = NodeFacts['limits']

const USUAL: Limits = {
  tweet_characters: 280,
  url_characters: 23,
  content_warning: 200,
  thread_tweets: 25,
  media_files: 4,
  media_alt: 1500,
  poll_options: 4,
  poll_option: 50,
  display_name: 100,
  bio: 500,
  location: 100,
  website: 255,
  username: 50,
  password_min: 10,
  reason: 500,
}

export function limits(): Limits {
  return session.node?.limits ?? USUAL
}
