/** Who sees a tweet, in words. */
import type { Visibility } from '../api/types'
import type { IconName } from '../components/icons'
import { exact } from './numbers'

interface Words {
  label: string
  icon: IconName
  detail: (followers: number) => string
}

export const VISIBILITIES: Record<Visibility, Words> = {
  public: { label: 'Public', icon: 'globe', detail: () => 'Everybody, and in search and trends' },
  unlisted: { label: 'Unlisted', icon: 'unlock', detail: () => 'Everybody who has the link; kept out of search and trends' },
  followers: { label: 'Followers', icon: 'lock', detail: followersSentence },
  direct: { label: 'Named people', icon: 'at', detail: () => 'Only those you mention' },
}

export const VISIBILITY_ORDER: readonly Visibility[] = ['public', 'unlisted', 'followers', 'direct']

function followersSentence(followers: number): string {
  if (followers === 0) return 'People who follow you; nobody yet'
  return followers === 1 ? 'The one person who follows you' : `The ${exact(followers)} people who follow you`
}
