/** Numbers as people read them. */
const grouped = new Intl.NumberFormat('en-GB')
const compact = new Intl.NumberFormat('en-GB', { notation: 'compact', maximumFractionDigits: 1 })

/** "4,902" below ten thousand, "12.3k" from there on. */
export function short(number: number): string {
  return number < 10_000 ? grouped.format(number) : compact.format(number).toLowerCase()
}

export function exact(number: number): string {
  return grouped.format(number)
}

/** `counted(1, 'tweet')` is "1 tweet", `counted(2, 'reply', 'replies')` "2 replies". */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${exact(number)} ${number === 1 ? one : many}`
}

/** In a pill or a title: to 99, then "99+". */
export function capped(number: number): string {
  return number > 99 ? '99+' : String(number)
}
