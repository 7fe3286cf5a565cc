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
export type Media = Schemas['Media']
export type Poll = Schemas['Poll']
export type QuotePolicy = Tweet['quote_policy']
export type Question = Schemas['NewPoll']
export type TweetEdit = Schemas['TweetEdit'] & { content: string; media_ids: string[] }
/** A tweet as it was; `diff` is against the version before. */
export type Version = Omit<Schemas['Version'], 'diff'> & { diff: ['=' | '-' | '+', string][] }
/** What this UI posts: the server also takes numbers for ids, and words for visibility that it then refuses. */
export type Draft = Schemas['Draft'] & { visibility?: Visibility; reply_to_id?: string | null; quote_id?: string | null; media_ids?: string[]; quote_policy?: QuotePolicy }
export type List = Schemas['PeopleList']
export type ListEdit = Pick<List, 'title' | 'exclusive' | 'replies'>
export type Hashtag = Schemas['Hashtag']
export type HashtagPage = Schemas['HashtagPage']
export type QuoteRequest = Schemas['QuoteRequest']
export type QuoteRequestPage = Schemas['QuoteRequestPage']
export type ProfileEdit = Schemas['ProfileEdit']
export type Registration = Schemas['Registration']
export type Credentials = Schemas['Credentials']
export type Welcome = Schemas['Welcome']
export type Visibility = Tweet['visibility']
export type Role = NonNullable<SessionState['role']>
