/** Puts the icon sprite and the theme script into the page, the service worker beside it, and tells the server which inline scripts the page has. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const inlineScript = /<script>([^]*?)<\/script>/g

function source(path: string): string {
  return readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8')
}

/** The sprite in one line, without its comment and hidden from view and from listeners. */
export function sprite(): string {
  const svg = source('src/icons.svg')
    .replace(/<!--[^]*?-->/g, '')
    .replace(/>\s+</g, '><')
    .trim()
  return svg.replace('<svg ', '<svg id="sprite" hidden aria-hidden="true" ')
}

/** The theme script without comments, so that its bytes (and with them its hash) change only with its meaning. */
export function themeScript(): string {
  return source('src/theme.js')
    .replace(/\/\*[^]*?\*\//g, '')
    .replace(/\n\s*/g, '\n')
    .trim()
}

/** The service worker without its comments. It has a fixed name, since browsers look under it for a newer one. */
export function workerScript(): string {
  return source('src/worker.js').replace(/\/\*[^]*?\*\//g, '').trim()
}

export function scriptHashes(html: string): string[] {
  return [...html.matchAll(inlineScript)].map(
    ([, script]) => `sha256-${createHash('sha256').update(script ?? '').digest('base64')}`,
  )
}

interface Graph {
  getModuleInfo(id: string): { isEntry: boolean; importers: readonly string[] } | null
}

/** Whether the first load needs a module: the page's entry reaches it without a dynamic import. Kept in one file, it is one request instead of thirty. */
export function isFirstLoad(id: string, graph: Graph, seen = new Set<string>()): boolean {
  if (seen.has(id)) return false
  seen.add(id)
  const module = graph.getModuleInfo(id)
  return module !== null && (module.isEntry || module.importers.some((importer) => isFirstLoad(importer, graph, seen)))
}

export function page(): Plugin {
  return {
    name: 'nodeapp-page',
    transformIndexHtml: {
      order: 'post',
      handler: (html) => html.replace('<!--sprite-->', sprite()).replace('<!--theme-->', `<script>${themeScript()}</script>`),
    },
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const index = bundle['index.html']
        if (index?.type !== 'asset') return
        const script_hashes = scriptHashes(String(index.source))
        this.emitFile({ type: 'asset', fileName: 'sw.js', source: workerScript() + '\n' })
        this.emitFile({ type: 'asset', fileName: 'csp.json', source: JSON.stringify({ script_hashes }) + '\n' })
      },
    },
  }
}
