/** Builds the page into the Python package, and runs its tests. */
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { svelteTesting } from '@testing-library/svelte/vite'
import { defineConfig } from 'vitest/config'
import { isFirstLoad, page } from './vite.page.ts'

const node = process.env.NODEAPP_URL ?? 'http://127.0.0.1:8420'

export default defineConfig({
  plugins: [svelte(), svelteTesting(), page()],
  build: {
    outDir: '../nodeapp/web/static',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: (id, graph) => (isFirstLoad(id, graph) ? 'first' : null) }] } } },
  },
  server: { proxy: { '/api': node } },
  test: { environment: 'jsdom', include: ['tests/**/*.test.ts'], setupFiles: ['tests/setup.ts'] },
})
