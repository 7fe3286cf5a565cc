/** What every form needs: being busy once, and knowing which field is at fault. */
import { asProblem, type Problem } from '../api/problems'

export class Submission {
  busy = $state(false)
  problem = $state.raw<Problem | null>(null)

  /** Runs `work` unless it runs already; true when it went well. */
  async run(work: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false
    this.busy = true
    this.problem = null
    try {
      await work()
      return true
    } catch (thrown) {
      this.problem = asProblem(thrown)
      return false
    } finally {
      this.busy = false
    }
  }

  field(name: string): string | null {
    return this.problem?.field(name) ?? null
  }

  /** What is wrong with the whole; null when a field that is shown says it. */
  general(shown: readonly string[]): string | null {
    if (this.problem === null || shown.some((name) => this.field(name) !== null)) return null
    return this.problem.message
  }
}
