/** From what is written to what is sent, and back: drafts of tweets, edits, and what is wrong with them. */
import { newKey } from '../api/client'
import type { Draft, KeptDraft, Media, Question, Tweet, TweetEdit } from '../api/types'
import { CODE_POINTS_MAX, isValidLength, tweetLength } from '../text/length'
import { guessLanguage } from '../text/languages'
import { counted } from '../text/numbers'
import { emptyPiece, emptyWriting, isBlank, type Asking, type Attachment, type Piece, type Writing } from './drafts.svelte'
import { limits } from './limits'
import type { Purpose } from './composer.svelte'
import type { QuotePolicy, Visibility } from '../api/types'

export const CHOICES_MIN = 2
const DAY_SECONDS = 86_400

export function emptyAsking(): Asking {
  return { options: ['', ''], seconds: DAY_SECONDS, multiple: false, hideTotals: false }
}

/** A sentence about why this tweet cannot go, empty when it can. `prefix` was put there by us and says nothing. */
export function pieceProblem(piece: Piece, prefix: string): string {
  const { content, attachments, poll } = piece
  const limit = limits().tweet_characters
  const words = content.trim() === prefix.trim() ? '' : content.trim()
  const over = tweetLength(content) - limit
  if (over > 0) return `${counted(over, 'character')} too many`
  if (words !== '' && !isValidLength(content, limit)) return `More than ${CODE_POINTS_MAX} code points`
  if (attachments.some(({ problem }) => problem !== '')) return 'A file was not taken. Try again or remove it.'
  if (attachments.some(({ media }) => media === null)) return 'Files are still on their way'
  if (attachments.length > 1 && attachments.some(({ media }) => media?.kind !== 'image')) return 'A film, a moving picture or a sound goes alone'
  if (poll !== null && attachments.length > 0) return 'Pictures or a poll, not both'
  if (poll !== null && pollProblem(poll) !== '') return pollProblem(poll)
  return words === '' && isBlank({ ...piece, content: words }) ? 'Nothing written yet' : ''
}

function pollProblem({ options }: Asking): string {
  const given = options.map((option) => option.trim()).filter((option) => option !== '')
  if (given.length < CHOICES_MIN) return `A poll needs ${CHOICES_MIN} choices`
  if (given.some((option) => [...option].length > limits().poll_option)) return `A choice has at most ${limits().poll_option} characters`
  return new Set(given.map((option) => option.toLowerCase())).size === given.length ? '' : 'Two choices are the same'
}

/** Pictures that nobody has described. */
export function undescribed(pieces: readonly Piece[]): number {
  return pieces.flatMap(({ attachments }) => attachments).filter(({ media }) => media?.alt === '').length
}

/** Null where the writer has not chosen; a tweet that is sent says both. */
export interface Said {
  visibility: Visibility | null
  quotePolicy: QuotePolicy | null
}

/** One draft for each tweet of the thread, in order. What answers or quotes is the first. */
export function draftsOf(writing: Writing, { replyTo, quoted }: Purpose, { visibility, quotePolicy }: Said): Draft[] {
  return writing.pieces
    .filter((piece) => !isBlank(piece))
    .map((piece, at) => ({
      content: piece.content.trim(),
      content_warning: noteOf(writing),
      sensitive: writing.sensitive,
      language: languageOf(writing),
      ...(visibility !== null && { visibility }),
      ...(quotePolicy !== null && { quote_policy: quotePolicy }),
      reply_to_id: at === 0 ? (replyTo?.id ?? null) : null,
      quote_id: at === 0 ? (quoted?.id ?? null) : null,
      media_ids: mediaOf(piece).map(({ id }) => id),
      poll: piece.poll === null ? null : questionOf(piece.poll),
    }))
}

/** As the node keeps it: unfinished, and with what has been chosen so far alone. */
export function unfinishedOf(writing: Writing, purpose: Purpose): Draft[] {
  const written = draftsOf(writing, purpose, writing)
  return written.length > 0 ? written : draftsOf({ ...writing, pieces: [emptyPiece(writing.note)], note: '' }, purpose, writing)
}

/** What the node kept, to be written on. */
export function writingOfKept({ tweets, scheduled_at }: KeptDraft): Writing {
  const [first] = tweets
  return {
    ...emptyWriting(),
    pieces: tweets.map(({ content, media, poll }) => ({ ...emptyPiece(content), attachments: media.map(asAttachment), poll: poll === null ? null : askingOf(poll) })),
    note: first?.content_warning ?? '',
    noteOpen: Boolean(first?.content_warning),
    sensitive: first?.sensitive ?? false,
    visibility: (first?.visibility ?? null) as Visibility | null,
    quotePolicy: (first?.quote_policy ?? null) as QuotePolicy | null,
    language: first?.language ?? null,
    at: scheduled_at,
  }
}

export function editOf(writing: Writing, before: Tweet): TweetEdit {
  const piece = writing.pieces[0] ?? emptyPiece()
  const media = mediaOf(piece)
  const asked = piece.poll === null ? null : questionOf(piece.poll)
  const edit: TweetEdit = {
    content: piece.content.trim(),
    content_warning: noteOf(writing) ?? '',
    sensitive: writing.sensitive,
    language: languageOf(writing),
    media_ids: media.map(({ id }) => id),
    media: media.map(({ id, alt, focus }) => ({ id, alt, focus })),
  }
  return samePoll(asked, before) ? edit : { ...edit, poll: asked }
}

/** A tweet as it would be written. */
export function writingOf(tweet: Tweet): Writing {
  const poll = tweet.poll
  const left = poll?.ends_at == null ? DAY_SECONDS : Math.max(300, Math.round((new Date(poll.ends_at).getTime() - Date.now()) / 1000))
  const asking = poll === null ? null : { options: poll.options.map(({ title }) => title), seconds: left, multiple: poll.multiple, hideTotals: poll.hide_totals }
  return {
    ...emptyWriting(),
    pieces: [{ ...emptyPiece(tweet.content), attachments: tweet.media.map(asAttachment), poll: asking }],
    note: tweet.content_warning,
    noteOpen: tweet.content_warning !== '',
    sensitive: tweet.sensitive,
    language: tweet.language,
  }
}

export function languageOf(writing: Writing): string | null {
  return writing.language ?? guessLanguage(writing.pieces.map(({ content }) => content).join(' '))
}

function asAttachment(media: Media): Attachment {
  return { key: newKey(), media, progress: 1, problem: '', preview: '', name: '', standing: true }
}

function askingOf({ options, expires_in, multiple, hide_totals }: Question): Asking {
  return { options: [...options, '', ''].slice(0, Math.max(options.length, CHOICES_MIN)), seconds: expires_in, multiple: multiple ?? false, hideTotals: hide_totals ?? false }
}

function noteOf({ note, noteOpen }: Writing): string | null {
  return noteOpen && note.trim() !== '' ? note.trim() : null
}

function mediaOf(piece: Piece): Media[] {
  return piece.attachments.flatMap(({ media }) => (media === null ? [] : [media]))
}

function questionOf({ options, seconds, multiple, hideTotals }: Asking): Question {
  return { options: options.map((option) => option.trim()).filter((option) => option !== ''), expires_in: seconds, multiple, hide_totals: hideTotals }
}

function samePoll(asked: Question | null, { poll }: Tweet): boolean {
  if (asked === null || poll === null) return asked === null && poll === null
  return asked.multiple === poll.multiple && asked.hide_totals === poll.hide_totals && JSON.stringify(asked.options) === JSON.stringify(poll.options.map(({ title }) => title))
}
