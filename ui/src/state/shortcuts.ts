/** The keys of the page: which one does what, and when letters are just letters. */
import { appearance } from './appearance.svelte'

export interface Shortcut {
  keys: string
  does: string
}

/** In two columns, as the help dialog shows them. */
export const SHORTCUTS: readonly { title: string; keys: readonly Shortcut[] }[] = [
  {
    title: 'Tweets',
    keys: [
      { keys: 'j / k', does: 'next, previous' },
      { keys: 'Enter', does: 'open' },
      { keys: 'o', does: 'its pictures' },
      { keys: 'r', does: 'reply' },
      { keys: 't', does: 'retweet' },
      { keys: 'q', does: 'quote' },
      { keys: 'l', does: 'like' },
      { keys: 'b', does: 'bookmark' },
      { keys: 'x', does: 'show or hide behind a note' },
      { keys: 'c', does: 'copy link' },
      { keys: 'u', does: 'open author' },
      { keys: 'm', does: 'more' },
      { keys: 'Home / End', does: 'first, last loaded' },
    ],
  },
  {
    title: 'Everywhere',
    keys: [
      { keys: 'n', does: 'new tweet' },
      { keys: '.', does: 'show new tweets' },
      { keys: '/', does: 'search' },
      { keys: 'g h', does: 'home' },
      { keys: 'g e', does: 'explore' },
      { keys: 'g n', does: 'notifications' },
      { keys: 'g b', does: 'bookmarks' },
      { keys: 'g l', does: 'lists' },
      { keys: 'g p', does: 'profile' },
      { keys: 'g s', does: 'settings' },
      { keys: 'Alt+1…4', does: 'tabs of the page' },
      { keys: 'Ctrl+Enter', does: 'send' },
      { keys: 'Esc', does: 'close, leave, back' },
      { keys: '?', does: 'this list' },
    ],
  },
]

const GO_WAIT_MS = 1200
let goUntil = 0

/** The shortcut an event means: "j", "g h", "Alt+2", "Escape"; null when it is none or somebody is typing. */
export function shortcutOf(event: KeyboardEvent, nowMs: number): string | null {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey) return null
  if (event.altKey) return /^Digit[1-4]$/.test(event.code) ? `Alt+${event.code.slice(5)}` : null
  if (event.key === 'Escape') return 'Escape'
  if (isTyping(event.target)) return null
  if (event.key === 'Home' || event.key === 'End' || event.key === 'Enter') return event.key
  if (!appearance.look.singleKeys || event.key.length !== 1) return null
  const going = nowMs < goUntil
  goUntil = event.key === 'g' && !going ? nowMs + GO_WAIT_MS : 0
  if (goUntil !== 0) return null
  return going ? `g ${event.key}` : event.key
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable], [role=menu], [role=radiogroup]') !== null
}
