/** How people come to a node, in words. */
import type { NodeFacts } from '../api/types'

const DOORS: Record<NodeFacts['registration'], string> = {
  open: 'Everybody may join',
  invite: 'By invitation',
  approval: 'Newcomers are let in by hand',
  closed: 'Nobody new for now',
}

export function doorWords(registration: NodeFacts['registration']): string {
  return DOORS[registration]
}

/** The code of an invitation, be it typed alone or pasted with its whole address. */
export function codeOf(typed: string): string {
  const text = typed.trim()
  return /[?&]invite=([\w-]+)/.exec(text)?.[1] ?? text
}

/** "12.4 MB" */
export function size(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`
  const [unit, name] = bytes < 1_000_000 ? [1_000, 'KB'] : bytes < 1_000_000_000 ? [1_000_000, 'MB'] : [1_000_000_000, 'GB']
  return `${(bytes / unit).toFixed(bytes / unit < 10 ? 1 : 0)} ${name}`
}
