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
export type KeptDraft = Schemas['KeptDraft']
export type DraftPage = Schemas['DraftPage']
export type ScheduledPage = Schemas['ScheduledPage']
export type List = Schemas['PeopleList']
export type ListEdit = Pick<List, 'title' | 'exclusive' | 'replies'>
export type Hashtag = Schemas['Hashtag']
export type HashtagPage = Schemas['HashtagPage']
/** A hashtag with how it was used this week, today first. */
export type HashtagFacts = Schemas['OneHashtag']
export type Day = HashtagFacts['history'][number]
export type FoundTweets = Schemas['FoundTweets']
export type FoundUsers = Schemas['FoundUsers']
export type FoundHashtags = Schemas['FoundHashtags']
export type FoundHashtag = Schemas['FoundHashtag']
export type HashtagTrend = Schemas['HashtagTrend']
export type HashtagTrends = Schemas['HashtagTrends']
export type TopicTrends = Schemas['TopicTrends']
export type LinkTrend = Schemas['LinkTrend']
export type Exploration = Schemas['Explore']
export type RecommendedUser = Schemas['RecommendedUser']
export type RecommendedTweet = Schemas['RecommendedTweet']
export type QuoteRequest = Schemas['QuoteRequest']
export type QuoteRequestPage = Schemas['QuoteRequestPage']
export type ProfileEdit = Schemas['ProfileEdit']
export type Registration = Schemas['Registration']
export type Waiting = Schemas['Waiting']
export type Invite = Schemas['Invite']
export type NewInvite = Schemas['NewInvite']
export type Applicant = Schemas['Applicant']
export type Archives = Schemas['Exports']
export type Credentials = Schemas['Credentials']
export type Welcome = Schemas['Welcome']
export type Visibility = Tweet['visibility']
export type Role = NonNullable<SessionState['role']>
export type Kind = 'like' | 'retweet' | 'quote' | 'reply' | 'follow' | 'follow_request' | 'mention' | 'poll_ended' | 'edited' | 'direct' | 'bell' | 'quote_request' | 'scheduled_failed'
/** Of a kind that is newer than this page, `kind` is another word. */
export type Notification = Omit<Schemas['Notification'], 'kind'> & { kind: Kind }
export type NotificationPage = Schemas['NotificationPage']
export type NotificationRequest = Schemas['NotificationRequest']
export type NotificationRequestPage = Schemas['NotificationRequestPage']
export type NotificationPreferences = Schemas['NotificationPreferences']
export type PreferencesEdit = Schemas['PreferencesEdit']
export type PushKey = Schemas['PushKey']
export type PushSubscriptionPage = Schemas['PushSubscriptionPage']
export type StrangerAnswers = Schemas['StrangerAnswers']
export type RankedPage = Schemas['RankedPage']
export type Overview = Schemas['Overview']
export type Sums = Schemas['Sums']
export type NumbersDay = Schemas['analytics_Day']
export type TweetNumbers = Schemas['TweetNumbers']
export type TweetNumbersPage = Schemas['TweetNumbersPage']
export type TweetReport = Schemas['TweetReport']
