/** The node itself, signing in and out, one's own account. */
import { body, client, done } from './client'
import type { NodeFacts, ProfileEdit, Registration, Session, SessionState, SignedIn, User, Waiting, Welcome } from './types'

export const node = (): Promise<NodeFacts> => body(client.GET('/api/node'))

export const session = (): Promise<SessionState> => body(client.GET('/api/auth/session'))

/** Where people are let in by somebody, whoever signs up may have to wait. */
export const register = (registration: Registration): Promise<SignedIn | Waiting> =>
  body(client.POST('/api/auth/register', { body: { ...registration, cookie: true } }))

export const login = (name: string, password: string): Promise<SignedIn> =>
  body(client.POST('/api/auth/login', { body: { login: name, password, cookie: true } }))

/** The first start of the window: a name is enough. */
export const welcome = (names: Welcome): Promise<SignedIn> => body(client.POST('/api/auth/welcome', { body: names }))

/** Signs the owner in again in the node's own window, which has the secret of this start. */
export const windowAgain = (): Promise<SignedIn> => body(client.POST('/api/auth/window'))

export const logout = (): Promise<void> => done(client.POST('/api/auth/logout'))

/** With the token of a one-time link. */
export const resetPassword = (token: string, password: string): Promise<void> =>
  done(client.POST('/api/auth/reset', { body: { token, password } }))

export const changePassword = (current: string, password: string): Promise<void> =>
  done(client.PUT('/api/auth/password', { body: { current_password: current, password } }))

export const sessions = async (): Promise<Session[]> => (await body(client.GET('/api/auth/sessions'))).sessions

export const endSession = (id: string): Promise<void> =>
  done(client.DELETE('/api/auth/sessions/{session_id}', { params: { path: { session_id: id } } }))

export const editProfile = (id: string, edit: ProfileEdit): Promise<User> =>
  body(client.PUT('/api/users/{user}', { params: { path: { user: id } }, body: edit }))
