/** The names under which the UI knows the API's schemas. A renamed schema is mended here and nowhere else. */
import type { components } from './schema'

type Schemas = components['schemas']

export type User = Schemas['User']
export type Relationship = Schemas['Relationship']
export type Tweet = Schemas['Tweet']
export type QuotedTweet = NonNullable<Tweet['quote']>
export type TweetPage = Schemas['TweetPage']
export type UserPage = Schemas['UserPage']
export type Pagination = Schemas['Pagination']
export type Thread = Schemas['Thread']
export type NodeFacts = Schemas['Node']
export type SignedIn = Schemas['SignedIn']
export type SessionState = Schemas['SessionState']
export type Session = Schemas['Session']
export type ProblemBody = Schemas['Problem']
export type FieldError = Schemas['FieldError']
/** What this UI posts: the server also takes numbers for ids, and words for visibility that it then refuses. */
export type Draft = Schemas['Draft'] & { visibility?: Visibility; reply_to_id?: string | null; quote_id?: string | null }
export type ProfileEdit = Schemas['ProfileEdit']
export type Registration = Schemas['Registration']
export type Credentials = Schemas['Credentials']
export type Welcome = Schemas['Welcome']
export type Visibility = Tweet['visibility']
export type Role = NonNullable<SessionState['role']>
