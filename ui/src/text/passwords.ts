/** How strong a new password looks: a hint while typing. The server has the last word. */
const COMMON = ['password', 'passwort', 'qwerty', 'qwertz', 'letmein', 'welcome', 'iloveyou', 'abc123', '123456', '111111', 'admin', 'secret', 'nodeapp']

export type Strength = 0 | 1 | 2 | 3 | 4
export const STRENGTH_WORDS = ['', 'Too easy to guess.', 'Fair. A few more words make it better.', 'Good.', 'Strong.'] as const

/** 0 for nothing typed or too short, 4 for a long or varied password. `about` are words an attacker tries first: the handle, the name. */
export function strength(password: string, least: number, about: string[] = []): Strength {
  const length = [...password].length
  if (length < least) return 0
  const lower = password.toLowerCase()
  const different = new Set(lower).size
  const known = [...COMMON, ...about.map((word) => word.toLowerCase()).filter((word) => word.length > 2)]
  if (different < 5 || known.some((word) => lower.includes(word) && length - word.length < 6)) return 1
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\p{N}/u, /[^\p{L}\p{N}]/u].filter((kind) => kind.test(password)).length
  const points = (length >= 12 ? 1 : 0) + (length >= 16 ? 1 : 0) + (kinds >= 2 ? 1 : 0) + (kinds >= 3 ? 1 : 0)
  return Math.min(4, 1 + Math.max(1, points)) as Strength
}
