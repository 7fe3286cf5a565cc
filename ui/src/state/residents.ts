/** What the reader may do about who else lives here. Reads live state: call it inside $derived. */
import { session } from './session.svelte'

export function runsTheNode(): boolean {
  return session.role === 'owner' || session.role === 'admin'
}

export function mayInvite(): boolean {
  return runsTheNode() || (session.user !== null && session.node?.member_invites === true)
}
