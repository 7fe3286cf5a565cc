/** Acts first and asks the node after: the last wish wins, and a refused one is put back. */
export interface Act<T> {
  /** Names what is wished for; wishes of one name follow each other, never overlap. */
  name: string
  on: boolean
  show: (on: boolean) => void
  ask: (on: boolean) => Promise<T>
  agreed: (answer: T) => void
  refused: (thrown: unknown) => void
}

const wanted = new Map<string, boolean>()

/** True while the node has not answered yet: what it said before is then older than what is shown. */
export function isPending(name: string): boolean {
  return wanted.has(name)
}

/** Shows `on` at once. Pressed again while the node is being asked, only the last state is asked for next. */
export async function wish<T>(act: Act<T>): Promise<void> {
  act.show(act.on)
  const already = wanted.has(act.name)
  wanted.set(act.name, act.on)
  if (already) return
  let asked = act.on
  try {
    for (;;) {
      const answer = await act.ask(asked)
      const last = wanted.get(act.name) ?? asked
      if (last === asked) {
        wanted.delete(act.name)
        act.agreed(answer)
        return
      }
      asked = last
    }
  } catch (thrown) {
    const shown = wanted.get(act.name)
    wanted.delete(act.name)
    if (shown === asked) act.show(!asked)
    act.refused(thrown)
  }
}
