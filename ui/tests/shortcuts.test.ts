import { afterEach, expect, test } from 'vitest'
import { appearance } from '../src/state/appearance.svelte'
import { shortcutOf } from '../src/state/shortcuts'

function pressed(key: string, more: KeyboardEventInit = {}, target: EventTarget = document.body): string | null {
  const event = new KeyboardEvent('keydown', { key, ...more })
  Object.defineProperty(event, 'target', { value: target })
  return shortcutOf(event, now)
}

let now = 1000

afterEach(() => {
  appearance.look.singleKeys = true
  now += 10_000
})

test('single letters are shortcuts outside fields and letters inside', () => {
  expect(pressed('j')).toBe('j')
  expect(pressed('j', {}, document.createElement('textarea'))).toBeNull()
  expect(pressed('Escape', {}, document.createElement('textarea'))).toBe('Escape')
})

test('g waits for the place to go to, but not for ever', () => {
  expect(pressed('g')).toBeNull()
  expect(pressed('h')).toBe('g h')
  expect(pressed('h')).toBe('h')
  expect(pressed('g')).toBeNull()
  now += 5000
  expect(pressed('h')).toBe('h')
})

test('WCAG 2.1.4: single letters can be switched off, the rest stays', () => {
  appearance.look.singleKeys = false

  expect(pressed('l')).toBeNull()
  expect(pressed('2', { altKey: true, code: 'Digit2' })).toBe('Alt+2')
  expect(pressed('Enter')).toBe('Enter')
})

test('the browser’s own combinations are left alone', () => {
  expect(pressed('r', { ctrlKey: true })).toBeNull()
  expect(pressed('l', { metaKey: true })).toBeNull()
})
