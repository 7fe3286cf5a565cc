/** User names: what is allowed, and what to make of a name. */
const ALLOWED = /^[A-Za-z0-9_]+$/

/** A sentence about what is wrong, or null. Nothing typed yet is not wrong. */
export function usernameProblem(username: string, most: number): string | null {
  if (username === '') return null
  if (!ALLOWED.test(username)) return 'Letters from a to z, digits and _ only.'
  return username.length > most ? `At most ${most} characters.` : null
}

/** "Mira Lindqvist" becomes "mira_lindqvist"; accents fall away. */
export function usernameFrom(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[\s-]+/g, '_')
    .replace(/[^A-Za-z0-9_]/g, '')
    .toLowerCase()
    .slice(0, 50)
}
