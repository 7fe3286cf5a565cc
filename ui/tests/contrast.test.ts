import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const css = readFileSync('src/styles/tokens.css', 'utf8')

type Colours = Map<string, string>

function block(opening: string): string {
  const from = css.indexOf('{', css.indexOf(opening)) + 1
  return css.slice(from, css.indexOf('}', from))
}

function declarations(text: string): Colours {
  return new Map([...text.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name ?? '', (value ?? '').trim()]))
}

const light = declarations(block(':root {'))
const dark = new Map([...light, ...declarations(block(':root[data-theme="dark"] {'))])

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0)
}

function contrast(theme: Colours, one: string, other: string): number {
  const [high, low] = [theme.get(one), theme.get(other)].map((hex) => luminance(hex ?? '')).sort((a, b) => b - a)
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05)
}

const table = [...css.matchAll(/^ {5}([a-z0-9-]+) on ([a-z0-9-]+) +([\d.]+) +([\d.]+) +([\d.]+)$/gm)].map(([, ink, ground, need, onLight, onDark]) => ({
  pair: `${ink} on ${ground}`,
  ink: ink ?? '',
  ground: ground ?? '',
  need: Number(need),
  light: Number(onLight),
  dark: Number(onDark),
}))

test('the table of contrasts is read from the tokens', () => {
  expect(table.length).toBeGreaterThan(35)
})

describe('every pair of the table has the contrast it tells, and the one it needs', () => {
  test.each(table)('$pair', (row) => {
    const measured = { light: contrast(light, row.ink, row.ground), dark: contrast(dark, row.ink, row.ground) }

    expect(measured.light).toBeCloseTo(row.light, 1)
    expect(measured.dark).toBeCloseTo(row.dark, 1)
    expect(Math.min(measured.light, measured.dark)).toBeGreaterThanOrEqual(row.need)
  })
})

test('the automatic dark block equals the dark block', () => {
  const automatic = block(':root:not([data-theme="light"], [data-theme="dark"]) {')

  expect([...declarations(automatic)]).toEqual([...declarations(block(':root[data-theme="dark"] {'))])
})
