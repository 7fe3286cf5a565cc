/** The time as the page shows it, moved on twice a minute while somebody looks. */
const STEP_MS = 30_000

class Clock {
  now = $state(Date.now())

  constructor() {
    setInterval(() => this.#move(), STEP_MS)
    document.addEventListener('visibilitychange', () => this.#move())
  }

  #move(): void {
    if (!document.hidden) this.now = Date.now()
  }
}

export const clock = new Clock()
