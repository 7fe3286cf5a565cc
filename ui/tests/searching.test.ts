import { describe, expect, test } from 'vitest'
import { Seeking } from '../src/state/seeking.svelte'
import { isFrom, markedWords, markWords, readHighlight } from '../src/text/highlights'
import { placesOf } from '../src/text/places'
import { endingOf, inWords, plainWords, readFinished, readSearch, searchPath, searchText, WAYS } from '../src/text/searching'
import { spark } from '../src/text/sparks'

describe('a search is read as chips and words', () => {
  test.each([
    ['kiln blue', [], 'kiln blue'],
    ['from:ada kiln has:media', ['from:ada', 'has:media'], 'kiln'],
    ['-has:poll #tea "exact words"', ['-has:poll', '#tea'], '"exact words"'],
    ['FROM:@ada@tea.example', ['from:@ada@tea.example'], ''],
    ['from:ada from:ada', ['from:ada'], ''],
    ['https://tea.example:8443/x from:', [], 'https://tea.example:8443/x from:'],
    ['-kiln #', [], '-kiln #'],
  ])('%s', (text, chips, words) => {
    const read = readSearch(text)

    expect([read.chips.map((chip) => searchText({ chips: [chip], words: '' })), read.words]).toEqual([chips, words])
  })

  test.each([
    ['from:ada', 0, 'from:ada'],
    ['from:ada ', 1, ''],
    ['from:ada kil', 1, 'kil'],
    ['kiln from:ada blue', 1, 'kiln blue'],
    ['from:ada "kiln blue" ', 1, '"kiln blue"'],
    ['from:ada "kiln bl', 1, '"kiln bl'],
    ['kiln  blue ', 0, 'kiln  blue '],
  ])('while it is written only what is finished becomes a chip: "%s"', (text, chips, words) => {
    const read = readFinished(text)

    expect([read.chips.length, read.words.trimEnd()]).toEqual([chips, words.trimEnd()])
  })

  test('what is asked is what was written', () => {
    expect(searchText(readSearch('kiln -from:ada since:2026-01-31 "blue glaze"'))).toBe('-from:ada since:2026-01-31 kiln "blue glaze"')
  })

  test('people and hashtags are looked for by the words alone', () => {
    expect(plainWords('from:ada "kiln blue*"')).toBe('kiln blue')
    expect(plainWords('#tea has:media')).toBe('tea')
  })

  test('every way of the panel is one that is understood, or waits for the rest of it', () => {
    for (const { text } of WAYS) {
      const seeking = new Seeking()
      seeking.put(text)

      expect(seeking.chips.length === 1 || seeking.words === text, text).toBe(true)
    }
  })

  test.each([
    ['kiln blue from:ada ', 'with “kiln blue” from @ada'],
    ['"kiln blue" -has:media', 'with “kiln blue” but not with media'],
    ['has:poll from:me #tea', 'with a poll from you with #tea'],
    ['mentions:@ada is:reply', 'naming @ada that are replies'],
  ])('%s in a sentence', (q, words) => {
    expect(inWords(readSearch(q))).toBe(words)
  })

  test('its address keeps the tab', () => {
    expect(searchPath('kiln blue')).toBe('/search?q=kiln+blue')
    expect(searchPath('#tea', 'latest')).toBe('/search?q=%23tea&tab=latest')
    expect(searchPath('')).toBe('/search')
  })
})

test.each([
  ['kiln from:@ad', { kind: 'person', query: 'ad', before: 'kiln ', operator: 'from' }],
  ['-has:me', { kind: 'value', query: 'me', before: '-', operator: 'has' }],
  ['kiln #bl', { kind: 'tag', query: 'bl', before: 'kiln ', operator: null }],
  ['@ad', { kind: 'person', query: 'ad', before: '', operator: null }],
  ['kiln bl', { kind: 'words', query: 'kiln bl', before: '', operator: null }],
  ['', { kind: 'words', query: '', before: '', operator: null }],
])('what the end of "%s" may become', (text, ending) => {
  expect(endingOf(text)).toEqual(ending)
})

test('backspace brings the last chip back as words', () => {
  const seeking = new Seeking('kiln from:ada')
  seeking.words = ''

  expect(seeking.unpack()).toBe(true)

  expect([seeking.chips, seeking.words]).toEqual([[], 'from:ada'])
  expect(new Seeking('kiln').unpack()).toBe(false)
})

test('a suggestion takes the place of what was being written', () => {
  const seeking = new Seeking()
  seeking.write('kiln from:ad')

  seeking.complete('from:@ada@tea.example')

  expect(seeking.text).toBe('from:@ada@tea.example kiln')
})

describe('highlights', () => {
  test('W01: only marks are believed; any other tag is text, and is unescaped once', () => {
    const { pieces, text } = readHighlight('a &lt;b&gt; <mark>kiln</mark> <img src=x onerror=alert(1)> &amp;lt; <mark>&quot;x&#x27;</mark>')

    expect(pieces).toEqual([
      { text: 'a <b> ', marked: false },
      { text: 'kiln', marked: true },
      { text: ' <img src=x onerror=alert(1)> &lt; ', marked: false },
      { text: '"x\'', marked: true },
    ])
    expect(text).not.toContain('mark>')
  })

  test('a piece is told from the words of a picture', () => {
    const highlight = readHighlight('…the <mark>tall</mark> kiln…')

    expect(isFrom(highlight, 'Fired the tall kiln again.')).toBe(true)
    expect(isFrom(highlight, 'Nothing of it.')).toBe(false)
  })

  test('marked words are found where they stand by themselves, also without spaces', () => {
    const words = markedWords(readHighlight('<mark>blue</mark> and <mark>版</mark> and <mark>a.b</mark>'))

    expect(markWords('blueish blue 活版印刷 axb a.b', words).filter(({ marked }) => marked).map(({ text }) => text)).toEqual(['blue', '版', 'a.b'])
    expect(markWords('nothing', [])).toEqual([{ text: 'nothing', marked: false }])
  })
})

test('a spark goes from the first number to the last, the highest at the top', () => {
  expect(spark([0, 5, 10], 20, 10)).toEqual({ line: 'M0.0 8.0L10.0 5.0L20.0 2.0', area: 'M0.0 8.0L10.0 5.0L20.0 2.0V10H0Z' })
  expect(spark([], 20, 10).area).toBe('')
  expect(spark([0, 0], 20, 10).line).toBe('M0.0 8.0L20.0 8.0')
})

test('the places of a profile are read from the narrow to the wide', () => {
  expect(placesOf('Kreuzberg, Berlin')).toEqual(['Kreuzberg', 'Berlin'])
  expect(placesOf('  ')).toEqual([])
})
