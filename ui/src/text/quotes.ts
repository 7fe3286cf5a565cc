/** Quotes and the say of those who are quoted, in words. */
import type { QuotePolicy, Tweet } from '../api/types'
import type { IconName } from '../components/icons'

/** Why a quoted tweet is not there. */
export function awaySentence(state: Tweet['quote_state'], deleted: boolean): string {
  if (deleted) return 'This tweet was deleted by its author.'
  if (state === 'pending') return 'Its author has not said yet whether it may be shown here.'
  if (state === 'rejected') return 'Its author does not want it shown here.'
  if (state === 'revoked') return 'Its author took it out of this tweet.'
  return 'You cannot see this tweet.'
}

/** To whoever quotes, while the quoted one has not answered. */
export const waitingSentence = 'Only you see it here until its author allows it.'

export const QUOTE_POLICIES: Record<QuotePolicy, { label: string; detail: string; icon: IconName }> = {
  public: { label: 'Anybody may quote', detail: 'Everybody who sees it, without asking you', icon: 'quote' },
  followers: { label: 'Followers may quote', detail: 'People who follow you; others ask you first', icon: 'people' },
  nobody: { label: 'Nobody may quote', detail: 'Only you yourself', icon: 'lock' },
}

export const QUOTE_POLICY_ORDER: readonly QuotePolicy[] = ['public', 'followers', 'nobody']
