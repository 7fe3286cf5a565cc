/** The names of the icons in icons.svg. A test holds the two equal; an unknown name fails the type check. */
export const ICONS = [
  'home', 'search', 'user', 'people', 'bookmark', 'sliders', 'reply', 'retweet', 'heart', 'share', 'more', 'quote',
  'clock', 'warn', 'globe', 'lock', 'unlock', 'at', 'check', 'close', 'pen', 'back', 'down', 'next', 'external',
  'calendar', 'place', 'link', 'refresh', 'offline', 'send', 'sun', 'key', 'bot', 'trash', 'copy',
  'home-on', 'search-on', 'user-on', 'bookmark-on', 'heart-on', 'sliders-on', 'verified', 'mark', 'peers',
  'people-on', 'leave', 'block', 'keyboard', 'moon', 'pin', 'mute', 'bell', 'bell-on', 'list', 'list-on', 'plus', 'image', 'hash',
  'poll', 'play', 'eye-off', 'smile', 'chart', 'trend',
] as const

export type IconName = (typeof ICONS)[number]
