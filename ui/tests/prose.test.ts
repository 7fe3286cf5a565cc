import { describe, expect, test } from 'vitest'
import { plainText, readProse, website, type ProseNode } from '../src/text/prose'

const context = { origin: 'https://hearth.example', mentions: [{ handle: '@ada@tea.example', url: 'https://tea.example/@ada' }] }
const read = (html: string): ProseNode[] => readProse(html, context)

function everything(nodes: ProseNode[]): ProseNode[] {
  return nodes.flatMap((node) => [node, ...(node.kind === 'element' ? everything(node.children) : [])])
}

describe('W02: hostile HTML becomes words or nothing', () => {
  test.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg><script>alert(1)</script></svg>',
    '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<style>*{display:none}</style>',
    '<template><script>alert(1)</script></template>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<form action=/api/auth/logout><input type=submit></form>',
    '<base href="https://evil.example/"><meta http-equiv=refresh content=0>',
  ])('%s', (html) => {
    const allowed = ['p', 'br', 'span', 'em', 'strong', 'code', 'pre', 'blockquote', 'ul', 'ol', 'li', 'del']

    const names = everything(read(html)).flatMap((node) => (node.kind === 'element' ? [node.name] : []))

    expect(names.filter((name) => !allowed.includes(name))).toEqual([])
    expect(plainText(read(html))).not.toContain('alert')
  })
})

test.each(['javascript:alert(1)', ' javascript:alert(1)', 'java\tscript:alert(1)', 'data:text/html,x', 'vbscript:x', '//evil.example', 'https://user:secret@evil.example/', 'file:///etc/passwd'])('W02: %s is no link', (href) => {
  const nodes = everything(read(`<a href="${href}">words</a>`))

  expect(nodes).toEqual([{ kind: 'text', text: 'words' }])
})

test('a link that shows another address tells its true one', () => {
  const [link] = read('<a href="https://evil.example/login">https://bank.example</a>')

  expect(link).toEqual({ kind: 'link', href: 'https://evil.example/login', text: 'evil.example/login' })
})

test('a link with words of its own tells its host behind them', () => {
  const [link] = read('<a href="https://tea.example/kiln">read here</a>')

  expect(link).toMatchObject({ text: 'read here (tea.example)' })
})

test('a person named by the tweet is a page of this app', () => {
  const [mention] = read('<a href="https://tea.example/@ada" class="mention">@<span>ada</span></a>')

  expect(mention).toEqual({ kind: 'route', href: '/@ada@tea.example', text: '@ada', person: true })
})

test('somebody who is not named cannot pose as a person', () => {
  const [link] = read('<a href="https://evil.example/@ada">@ada@tea.example</a>')

  expect(link).toEqual({ kind: 'link', href: 'https://evil.example/@ada', text: 'evil.example/@ada' })
})

test('a hashtag leads to its page here, wherever it came from', () => {
  const [tag] = read('<a href="https://tea.example/tags/kiln" rel="tag">#<span>Kiln</span></a>')

  expect(tag).toEqual({ kind: 'route', href: '/tags/Kiln', text: '#Kiln', person: false })
})

test('an address of this node is a page of this app, its API is not', () => {
  const [page, api] = read('<a href="https://hearth.example/@mira/7">look</a><a href="https://hearth.example/api/auth/logout">look</a>')

  expect(page).toMatchObject({ kind: 'route', href: '/@mira/7' })
  expect(api).toMatchObject({ kind: 'link' })
})

test('headings, bold and divisions become what is allowed', () => {
  const names = everything(read('<div><h1>Title</h1><b>bold</b><s>old</s></div>')).flatMap((node) => (node.kind === 'element' ? [node.name] : []))

  expect(names).toEqual(['p', 'strong', 'strong', 'del'])
})

test('very deep nesting ends in words', () => {
  const html = `${'<blockquote>'.repeat(500)}deep${'</blockquote>'.repeat(500)}`

  expect(plainText(read(html)).trim()).toBe('deep')
})

test('a long address is shortened for reading, never in what it leads to', () => {
  const href = 'https://tea.example/a/very/long/path/that/nobody/wants/to/read'

  const [link] = read(`<a href="${href}">${href}</a>`)

  expect(link).toEqual({ kind: 'link', href, text: 'tea.example/a/very/long/path/that/nobo…' })
})

test('an address cannot turn the direction of writing', () => {
  const [link] = read('<a href="https://tea.example/%E2%80%AEgpj.exe">gpj.example</a>')

  expect(link).toMatchObject({ text: 'tea.example/%E2%80%AEgpj.exe' })
})

test('a website is a link only when it is an address', () => {
  expect(website('mira.example')).toEqual({ href: 'https://mira.example/', text: 'mira.example' })
  expect(website('javascript:alert(1)')).toBeNull()
  expect(website('just words')).toBeNull()
})
