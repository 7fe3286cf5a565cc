import { describe, expect, test } from 'vitest'
import { fullHandleOf, isFullHandle, parseHandle, profilePath, tweetPath, visibleName } from '../src/text/handles'
import { faceOf, initials, markOf } from '../src/text/marks'
import { counted, short } from '../src/text/numbers'
import { strength } from '../src/text/passwords'
import { ago, agoInWords, since, waiting } from '../src/text/time'
import { usernameFrom, usernameProblem } from '../src/text/usernames'

const NOW = new Date(2026, 10, 20, 14, 0).getTime()
const before = (milliseconds: number): string => new Date(NOW - milliseconds).toISOString()
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

describe('how long ago something was', () => {
  test.each([
    [0, 'now'],
    [-5 * MINUTE, 'now'],
    [59_000, 'now'],
    [4 * MINUTE, '4m'],
    [59 * MINUTE, '59m'],
    [3 * HOUR, '3h'],
    [13 * HOUR, '13h'],
    [15 * HOUR, 'yesterday'],
    [37 * HOUR, 'yesterday'],
    [3 * DAY, '17 Nov'],
    [400 * DAY, '16 Oct 2025'],
  ])('%i ms before now is "%s"', (milliseconds, words) => {
    expect(ago(before(milliseconds), NOW)).toBe(words)
  })
})

test('times in sentences are whole words', () => {
  expect(agoInWords(before(0), NOW)).toBe('just now')
  expect(agoInWords(before(MINUTE), NOW)).toBe('1 minute ago')
  expect(agoInWords(before(5 * HOUR), NOW)).toBe('5 hours ago')
  expect(agoInWords(before(3 * DAY), NOW)).toBe('on 17 Nov')
})

test('joining and waiting are told in words', () => {
  expect(since(before(HOUR), NOW)).toBe('Here since today')
  expect(since('2021-05-04T10:00:00.000Z', NOW)).toBe('Here since May 2021')
  expect(waiting(1)).toBe('1 second')
  expect(waiting(240)).toBe('4 minutes')
})

describe('handles', () => {
  test.each([
    ['ada', { username: 'ada', host: null }],
    ['@ada', { username: 'ada', host: null }],
    ['@ada@tea.example', { username: 'ada', host: 'tea.example' }],
    [' ada@Tea.Example ', { username: 'ada', host: 'tea.example' }],
    ['@ada@127.0.0.1:8421', { username: 'ada', host: '127.0.0.1:8421' }],
    ['@ada@[::1]:8421', { username: 'ada', host: '[::1]:8421' }],
  ])('%s is understood', (text, handle) => {
    expect(parseHandle(text)).toEqual(handle)
  })

  test.each(['', '@', 'two words', '@ada@', '@ada@tea example', 'a@b@c', '@ada@tea.example/x'])('"%s" is none', (text) => {
    expect(parseHandle(text)).toBeNull()
  })

  test('only a handle with a host can be asked for on the network', () => {
    expect(isFullHandle('@ada@tea.example')).toBe(true)
    expect(isFullHandle('@ada')).toBe(false)
  })

  test('pages of people and tweets follow from their handles', () => {
    const ada = { username: 'ada', host: '127.0.0.1:8421' }

    expect(profilePath(ada)).toBe('/@ada@127.0.0.1:8421')
    expect(tweetPath({ id: '7', user: { username: 'mira', host: null } })).toBe('/@mira/7')
    expect(fullHandleOf({ username: 'mira', host: null }, 'hearth.example')).toBe('@mira@hearth.example')
  })

  test('a name nobody can see is replaced by the user name', () => {
    expect(visibleName({ display_name: '\u200b\u2060 \u3164', username: 'ghost' })).toBe('ghost')
    expect(visibleName({ display_name: 'ليلى حداد', username: 'leila' })).toBe('ليلى حداد')
    expect(visibleName({ display_name: '🦊', username: 'fox' })).toBe('🦊')
  })
})

test('numbers are grouped, and short from ten thousand on', () => {
  expect(short(4902)).toBe('4,902')
  expect(short(12_840)).toBe('12.8k')
  expect(counted(1, 'reply', 'replies')).toBe('1 reply')
  expect(counted(2, 'reply', 'replies')).toBe('2 replies')
})

test('user names come from names, and bad ones are told', () => {
  expect(usernameFrom('Inês Duarte-Lopes')).toBe('ines_duarte_lopes')
  expect(usernameProblem('mira_l', 50)).toBeNull()
  expect(usernameProblem('mira.l', 50)).toMatch(/Letters/)
  expect(usernameProblem('a'.repeat(51), 50)).toBe('At most 50 characters.')
})

test('longer and more varied passwords look stronger, known words do not', () => {
  expect(strength('short', 10)).toBe(0)
  expect(strength('password1234', 10)).toBe(1)
  expect(strength('mira_lindqvist', 10, ['mira_lindqvist'])).toBe(1)
  expect(strength('aaaaaaaaaaaaaaaaaaaa', 10)).toBe(1)
  expect(strength('rye bread and ferries', 10)).toBe(4)
})

test('a node wears the same mark on every screen', () => {
  expect(markOf('Tea.example')).toEqual(markOf('tea.example'))
  expect(markOf('tea.example').degrees % 45).toBe(0)
  expect(faceOf('@ada')).not.toEqual(faceOf('@adb'))
})

test('initials are one or two letters of any script', () => {
  expect(initials('Mira Lindqvist')).toBe('ML')
  expect(initials('kofi')).toBe('K')
  expect(initials('Yuki 田辺')).toBe('Y田')
  expect(initials('🦊')).toBe('🦊')
})
