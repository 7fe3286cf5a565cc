/** One short sentence at the lower edge, at most one at a time. */
import type { IconName } from '../components/icons'

export interface Toast {
  text: string
  icon?: IconName
  action?: { label: string; run: () => void }
  /** How long it is shown. */
  ms?: number
}

const SHOWN_MS = 5000

class Toasts {
  current = $state.raw<Toast | null>(null)
  #timer: ReturnType<typeof setTimeout> | undefined

  say(text: string, more: Omit<Toast, 'text'> = {}): void {
    this.current = { text, ...more }
    this.resume()
  }

  /** While it is pointed at or focused it stays. */
  hold(): void {
    clearTimeout(this.#timer)
  }

  resume(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.dismiss(), this.current?.ms ?? SHOWN_MS)
  }

  dismiss(): void {
    clearTimeout(this.#timer)
    this.current = null
  }
}

export const toasts = new Toasts()
