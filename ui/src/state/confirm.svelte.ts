/** Asks before what cannot be taken back. */
export interface Question {
  title: string
  text: string
  yes: string
  no: string
  danger: boolean
}

class Confirm {
  question = $state.raw<Question | null>(null)
  #answer: (yes: boolean) => void = () => {}

  ask(question: Question): Promise<boolean> {
    this.#answer(false)
    this.question = question
    return new Promise((resolve) => {
      this.#answer = resolve
    })
  }

  answer(yes: boolean): void {
    this.question = null
    this.#answer(yes)
    this.#answer = () => {}
  }
}

export const confirm = new Confirm()
