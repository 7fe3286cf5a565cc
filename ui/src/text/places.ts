/** The places a profile's location names, from the narrow to the wide, as the node reads them. */
const BETWEEN = /[,;/|·•、，]|\s[-–—]\s|\s&\s/
const MOST = 4

export function placesOf(location: string): string[] {
  const parts = location.split(BETWEEN).map((part) => part.replace(/[^\p{L}\p{N}\p{M}\s'’.-]+/gu, ' ').replace(/\s+/g, ' ').trim())
  return [...new Set(parts.filter((part) => part !== ''))].slice(0, MOST)
}
