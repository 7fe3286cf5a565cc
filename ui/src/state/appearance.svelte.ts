/** The reader's look: theme, text size, motion, and a few choices of calm. Applied here and, before the first paint, by theme.js. */
import { keep, kept } from './storage'

export type Theme = 'auto' | 'light' | 'dark'
export const TEXT_SCALES = [0.9, 1, 1.1, 1.2, 1.35] as const

interface Look {
  theme: Theme
  scale: number
  calm: boolean
  singleKeys: boolean
  hideCounts: boolean
  openNotes: boolean
  /** Pictures and films their author marked as sensitive are shown without asking. */
  openSensitive: boolean
}

const DEFAULT: Look = { theme: 'auto', scale: 1, calm: false, singleKeys: true, hideCounts: false, openNotes: false, openSensitive: false }

class Appearance {
  look: Look = $state({ ...DEFAULT, ...kept<Partial<Look>>('look') })
  #systemDark = matchMedia('(prefers-color-scheme: dark)')

  constructor() {
    this.#systemDark.addEventListener('change', () => this.#paint())
  }

  get dark(): boolean {
    return this.look.theme === 'dark' || (this.look.theme === 'auto' && this.#systemDark.matches)
  }

  choose(change: Partial<Look>): void {
    Object.assign(this.look, change)
    keep('look', this.look)
    this.#paint()
  }

  /** Colours change at once, not through forty separate transitions. */
  #paint(): void {
    const root = document.documentElement
    root.classList.add('still')
    root.dataset.theme = this.dark ? 'dark' : 'light'
    root.style.setProperty('--text-scale', String(this.look.scale))
    if (this.look.calm) root.dataset.motion = 'less'
    else delete root.dataset.motion
    const ground = getComputedStyle(root).getPropertyValue('--ground').trim()
    document.querySelector<HTMLMetaElement>('meta[name=theme-color]')?.setAttribute('content', ground)
    root.classList.remove('still')
  }
}

export const appearance = new Appearance()
