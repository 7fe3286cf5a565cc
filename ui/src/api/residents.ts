/** Who may come, who waits, and what one takes along or leaves behind. */
import { body, client, done } from './client'
import type { Applicant, Archives, Invite, NewInvite } from './types'

export const invites = async (): Promise<Invite[]> => (await body(client.GET('/api/invites', { params: { query: { limit: 100 } } }))).invites

export const invite = (wish: NewInvite): Promise<Invite> => body(client.POST('/api/invites', { body: wish }))

export const revokeInvite = (id: string): Promise<void> => done(client.DELETE('/api/invites/{invite_id}', { params: { path: { invite_id: id } } }))

/** The newest hundred who wait. */
export const applicants = async (): Promise<Applicant[]> =>
  (await body(client.GET('/api/admin/registrations', { params: { query: { limit: 100 } } }))).registrations

export const answerApplicant = (id: string, accept: boolean): Promise<void> => {
  const params = { params: { path: { registration_id: id } } }
  return done(accept ? client.POST('/api/admin/registrations/{registration_id}/approve', params) : client.POST('/api/admin/registrations/{registration_id}/reject', params))
}

export const archives = (): Promise<Archives> => body(client.GET('/api/export'))

export const askForArchive = (): Promise<unknown> => body(client.POST('/api/export'))

/** Hides one's account at once; signing in within 30 days brings it back. */
export const deactivate = (password: string): Promise<void> => done(client.POST('/api/account/deactivate', { body: { password } }))

/** For good. */
export const erase = (password: string): Promise<void> => done(client.DELETE('/api/account', { body: { password } }))
