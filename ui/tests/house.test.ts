import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ICONS } from '../src/components/icons'
import { scriptHashes, sprite, themeScript } from '../vite.page'

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).map((path) => join('src', path))
const components = files.filter((path) => path.endsWith('.svelte')).map((path) => ({ path, text: readFileSync(path, 'utf8') }))
const code = files.filter((path) => /\.(svelte|ts)$/.test(path) && !path.endsWith('schema.d.ts')).map((path) => ({ path, text: readFileSync(path, 'utf8') }))

const style = (text: string): string => /<style>([^]*)<\/style>/.exec(text)?.[1] ?? ''
const markup = (text: string): string => text.replace(/<script[^]*?<\/script>/, '').replace(/<style>[^]*<\/style>/, '')

/** The components that break a rule, with what breaks it. */
function offenders(found: (text: string) => readonly string[] | null): string[] {
  return components.flatMap(({ path, text }) => (found(text) ?? []).map((what) => `${path}: ${what.trim()}`))
}

test('every component says what it is for in its first line', () => {
  expect(offenders((text) => (/^<!-- [A-Z][^\n]+ -->\n/.test(text) ? null : ['no first line']))).toEqual([])
})

test('component styles use tokens and no raw colours', () => {
  expect(offenders((text) => style(text).match(/#[0-9a-f]{3,8}\b|\b(rgb|rgba|hsl|hsla|oklch)\(/gi))).toEqual([])
})

test('component styles use logical directions', () => {
  const physical = /(^|[;{\s])((margin|padding|border|scroll-margin|scroll-padding)-(left|right)|left|right|float)\s*:|text-align:\s*(left|right)/g

  expect(offenders((text) => style(text).match(physical))).toEqual([])
})

test('W01: no component has a style attribute or raw HTML, which the content security policy would refuse', () => {
  expect(offenders((text) => markup(text).match(/\sstyle=|\{@html/g))).toEqual([])
})

test('components stay short', () => {
  expect(offenders((text) => (text.split('\n').length < 300 ? null : ['too long']))).toEqual([])
})

test('the names of icons equal the sprite', () => {
  const drawn = [...sprite().matchAll(/<symbol id="i-([\w-]+)"/g)].map(([, name]) => name)

  expect([...ICONS].sort()).toEqual(drawn.sort())
})

test('every icon is used somewhere', () => {
  const all = code.filter(({ path }) => !path.endsWith('icons.ts')).map(({ text }) => text).join('\n')

  expect(ICONS.filter((name) => !new RegExp(`['"]${name}['"]`).test(all))).toEqual([])
})

test('fonts, pictures and styles come from nowhere else', () => {
  const outside = code.filter(({ text }) => /(src|href)="https?:|@import|url\(['"]?https?:/.test(text)).map(({ path }) => path)

  expect(outside).toEqual([])
})

test('the server is told the hash of the theme script exactly as it stands in the page', () => {
  const script = themeScript()

  const [hash] = scriptHashes(`<head><script>${script}</script><script type="module" src="/x.js"></script></head>`)

  expect(hash).toBe(`sha256-${createHash('sha256').update(script).digest('base64')}`)
})
