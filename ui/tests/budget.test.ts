import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'

const CSS_BYTES_MAX = 14_000
const JS_BYTES_MAX = 85_000
const BUILD_MS = 120_000
const folder = mkdtempSync(join(tmpdir(), 'page-'))
let page = ''

beforeAll(() => {
  execFileSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--outDir', folder, '--logLevel', 'silent'], { env: { ...process.env, VITEST: '', NODE_ENV: 'production' } })
  page = readFileSync(join(folder, 'index.html'), 'utf8')
}, BUILD_MS)

afterAll(() => rmSync(folder, { recursive: true }))

const files = (ending: string): string[] => [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, path]) => path ?? '').filter((path) => path.endsWith(ending))
const compressed = (ending: string): number => files(ending).reduce((sum, path) => sum + gzipSync(readFileSync(join(folder, path))).length, 0)

test('the styles of the first load keep to their budget', () => {
  expect(compressed('.css')).toBeGreaterThan(1_000)
  expect(compressed('.css')).toBeLessThanOrEqual(CSS_BYTES_MAX)
})

test('the script of the first load keeps to its budget and is one file', () => {
  expect(files('.js').length).toBe(1)
  expect(compressed('.js')).toBeLessThanOrEqual(JS_BYTES_MAX)
})
