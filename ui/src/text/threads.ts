/** Puts the replies of a thread in reading order: each branch to its end before the next begins. */
export interface InThread {
  id: string
  reply_to_id: string | null
}

export interface Placed<T> {
  tweet: T
  /** Answers the tweet just above it: a line leads there. */
  chained: boolean
  /** The next one answers this one: a line leads on. */
  chain: boolean
}

/** Branches keep the order in which their first tweets came. A reply whose parent is missing starts a branch of its own. */
export function arranged<T extends InThread>(replies: readonly T[], rootId: string): Placed<T>[] {
  const known = new Set(replies.map((reply) => reply.id))
  const answers = new Map<string, T[]>()
  for (const reply of replies) {
    const parent = reply.reply_to_id !== null && known.has(reply.reply_to_id) ? reply.reply_to_id : rootId
    answers.set(parent, [...(answers.get(parent) ?? []), reply])
  }
  const ordered: T[] = []
  const ahead = [...(answers.get(rootId) ?? [])].reverse()
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    ordered.push(next)
    ahead.push(...[...(answers.get(next.id) ?? [])].reverse())
    answers.delete(next.id)
  }
  return ordered.map((tweet, at) => ({
    tweet,
    chained: at > 0 && tweet.reply_to_id === ordered[at - 1]?.id,
    chain: ordered[at + 1]?.reply_to_id === tweet.id,
  }))
}
