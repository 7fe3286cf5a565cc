/** One answer of the node that stays good for a while, so that coming back does not ask again. */
import { asProblem, type Problem } from '../api/problems'
import { session } from './session.svelte'

const GOOD_MS = 60_000

export class Fresh<T> {
  value = $state.raw<T | null>(null)
  problem = $state.raw<Problem | null>(null)
  #load: () => Promise<T>
  #at = -Infinity
  #asking: Promise<void> | null = null
  #generation = 0

  constructor(load: () => Promise<T>) {
    this.#load = load
    session.whenChanged(() => this.#forget())
  }

  /** Asks unless the last answer is still good; what is there stays while it is asked, and when it fails. */
  ask(anew = false): Promise<void> {
    if (!anew && performance.now() - this.#at < GOOD_MS) return Promise.resolve()
    if (this.#asking !== null) return this.#asking
    const asking = this.#ask().finally(() => {
      if (this.#asking === asking) this.#asking = null
    })
    this.#asking = asking
    return asking
  }

  async #ask(): Promise<void> {
    const generation = this.#generation
    this.problem = null
    try {
      const value = await this.#load()
      if (generation !== this.#generation) return
      this.value = value
      this.#at = performance.now()
    } catch (thrown) {
      if (generation === this.#generation) this.problem = asProblem(thrown)
    }
  }

  #forget(): void {
    this.#generation += 1
    this.#asking = null
    this.#at = -Infinity
    this.value = null
    this.problem = null
  }
}
