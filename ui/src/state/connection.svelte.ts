/** Whether this device has a network and the node answers. */
class Connection {
  online = $state(navigator.onLine)
  /** False after a call that got no answer at all, until one gets through. */
  nodeAnswers = $state(true)
  /** The node tells by itself what happens: it need not be asked. */
  live = $state(false)
  #whenBack = new Set<() => void>()

  constructor() {
    addEventListener('online', () => {
      this.online = true
      this.#back()
    })
    addEventListener('offline', () => {
      this.online = false
    })
  }

  get up(): boolean {
    return this.online && this.nodeAnswers
  }

  reached(answered: boolean): void {
    const wasDown = !this.nodeAnswers
    this.nodeAnswers = answered
    if (answered && wasDown) this.#back()
  }

  whenBack(run: () => void): void {
    this.#whenBack.add(run)
  }

  #back(): void {
    for (const run of this.#whenBack) run()
  }
}

export const connection = new Connection()
