/** Reads the HTML of a tweet or a bio into a small tree of allowed elements. The server has cleaned it already; this is the second lock.
 *
 * Nothing of the HTML reaches the page as HTML: components render the tree, so that only what is named here can exist.
 */
import { parseHandle, tagPath } from './handles.ts'

export const ELEMENTS = ['p', 'br', 'span', 'em', 'strong', 'code', 'pre', 'blockquote', 'ul', 'ol', 'li', 'del'] as const
export type ElementName = (typeof ELEMENTS)[number]

export type ProseNode =
  | { kind: 'text'; text: string }
  | { kind: 'element'; name: ElementName; children: ProseNode[] }
  /** A page of this app: a person, a tag, a tweet. */
  | { kind: 'route'; href: string; text: string; person: boolean }
  /** Elsewhere. `text` always tells the true host. */
  | { kind: 'link'; href: string; text: string }

export interface ProseContext {
  /** This node's origin, as `https://hearth.example`. */
  origin: string
  /** People the tweet names, with the addresses its links use. */
  mentions: readonly { handle: string; url: string }[]
}

const DEPTH_MAX = 24
const SAME: Record<string, ElementName> = { i: 'em', b: 'strong', s: 'del', h1: 'strong', h2: 'strong', h3: 'strong', h4: 'strong', h5: 'strong', h6: 'strong', div: 'p', section: 'p', article: 'p' }
const WITHOUT_CONTENT = new Set(['script', 'style', 'template', 'noscript', 'iframe', 'object', 'embed', 'svg', 'math', 'title', 'textarea', 'select', 'head', 'noembed', 'noframes', 'xmp', 'plaintext', 'video', 'audio'])

export function readProse(html: string, context: ProseContext): ProseNode[] {
  const page = new DOMParser().parseFromString(`<body>${html}`, 'text/html')
  return children(page.body, context, 0)
}

function children(parent: Node, context: ProseContext, depth: number): ProseNode[] {
  return [...parent.childNodes].flatMap((node) => read(node, context, depth))
}

function read(node: Node, context: ProseContext, depth: number): ProseNode[] {
  if (node.nodeType === Node.TEXT_NODE) return [{ kind: 'text', text: node.nodeValue ?? '' }]
  if (node.nodeType !== Node.ELEMENT_NODE) return []
  const element = node as Element
  const tag = element.localName
  if (WITHOUT_CONTENT.has(tag) || element.namespaceURI !== 'http://www.w3.org/1999/xhtml') return []
  if (depth >= DEPTH_MAX) return [{ kind: 'text', text: element.textContent ?? '' }]
  if (tag === 'a') return link(element, context, depth)
  const name = SAME[tag] ?? (ELEMENTS as readonly string[]).find((allowed) => allowed === tag)
  if (name === undefined) return children(element, context, depth + 1)
  return [{ kind: 'element', name: name as ElementName, children: children(element, context, depth + 1) }]
}

function link(element: Element, context: ProseContext, depth: number): ProseNode[] {
  const href = element.getAttribute('href') ?? ''
  const text = (element.textContent ?? '').replace(/\s+/g, ' ').trim()
  const mention = context.mentions.find(({ url, handle }) => url === href || (sameHandle(text, handle) && isOwn(href, context)))
  if (mention !== undefined) return [{ kind: 'route', href: `/${mention.handle}`, text: text.startsWith('@') ? text : mention.handle, person: true }]
  if (/^#[\p{L}\p{N}\p{M}_]+$/u.test(text)) return [{ kind: 'route', href: tagPath(text), text, person: false }]
  const url = webAddress(href, context)
  if (url === null) return children(element, context, depth + 1)
  if (url.origin === context.origin && isPage(url)) return [{ kind: 'route', href: url.pathname + url.search, text: text || url.pathname, person: text.startsWith('@') }]
  return [{ kind: 'link', href: url.href, text: honestText(text, url) }]
}

function sameHandle(text: string, handle: string): boolean {
  return text.toLowerCase() === handle.toLowerCase()
}

function isOwn(href: string, context: ProseContext): boolean {
  return webAddress(href, context)?.origin === context.origin
}

/** Relative addresses are this node's own; only the web's two schemes pass, and none with a name and password in them. */
function webAddress(href: string, context: ProseContext): URL | null {
  if (!/^(https?:\/\/|\/(?!\/))/i.test(href)) return null
  let url: URL
  try {
    url = new URL(href, context.origin)
  } catch {
    return null
  }
  return /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' ? url : null
}

function isPage(url: URL): boolean {
  return url.pathname === '/' || /^\/(tags\/|@)/.test(url.pathname)
}

/** The words of a link when they do not pose as an address, with the true host behind them; else the address itself, shortened. */
function honestText(text: string, url: URL): string {
  const posesAsAddress = /^(https?:|www\.)/i.test(text) || /[\p{L}\p{N}-]\.[\p{L}]{2,}/u.test(text) || text.startsWith('@')
  if (text === '' || posesAsAddress) return shortAddress(url)
  return `${text} (${url.host})`
}

export function shortAddress(url: URL): string {
  const path = `${url.pathname === '/' ? '' : url.pathname}${url.search}${url.hash}`
  const readable = safeDecode(path)
  return url.host + (readable.length > 28 ? `${readable.slice(0, 27)}…` : readable)
}

/** Decoded for reading, unless decoding would bring in white space or characters that change the direction of writing. */
function safeDecode(path: string): string {
  try {
    const decoded = decodeURI(path)
    return /[\s\p{C}]/u.test(decoded) ? path : decoded
  } catch {
    return path
  }
}

/** Only the words, for labels and excerpts. */
export function plainText(nodes: readonly ProseNode[]): string {
  return nodes
    .map((node) => {
      if (node.kind !== 'element') return node.text
      if (node.name === 'br') return '\n'
      const inside = plainText(node.children)
      return node.name === 'p' || node.name === 'li' || node.name === 'blockquote' ? `${inside}\n` : inside
    })
    .join('')
}

/** A profile's website as a link, or null when it is no web address. */
export function website(text: string): { href: string; text: string } | null {
  const trimmed = text.trim()
  const handle = parseHandle(trimmed)
  if (trimmed === '' || handle?.host != null) return null
  try {
    const url = new URL(/^https?:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`)
    return url.hostname.includes('.') || url.port !== '' ? { href: url.href, text: shortAddress(url) } : null
  } catch {
    return null
  }
}
