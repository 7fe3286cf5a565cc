/** Languages of tweets: a guess from the letters, else from the browser, and their own names. */
const SCRIPTS: readonly [RegExp, string][] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, 'ja'],
  [/\p{Script=Hangul}/u, 'ko'],
  [/\p{Script=Han}/u, 'zh'],
  [/\p{Script=Arabic}/u, 'ar'],
  [/\p{Script=Hebrew}/u, 'he'],
  [/\p{Script=Greek}/u, 'el'],
  [/\p{Script=Thai}/u, 'th'],
  [/\p{Script=Devanagari}/u, 'hi'],
  [/\p{Script=Georgian}/u, 'ka'],
  [/\p{Script=Armenian}/u, 'hy'],
  [/\p{Script=Cyrillic}/u, 'ru'],
]
const LATIN = 'en'
/** What may be written in each of these scripts beside the guess. */
const SHARED: Record<string, readonly string[]> = { ar: ['fa', 'ur', 'ps', 'ckb'], ru: ['uk', 'bg', 'sr', 'be', 'mk', 'kk', 'mn'], hi: ['mr', 'ne'], he: ['yi'], zh: ['ja'] }
export const LANGUAGES = ['ar', 'bg', 'bn', 'ca', 'cs', 'cy', 'da', 'de', 'el', 'en', 'es', 'et', 'eu', 'fa', 'fi', 'fr', 'ga', 'gl', 'he', 'hi', 'hr', 'hu', 'id', 'is', 'it', 'ja', 'ko', 'lt', 'lv', 'mk', 'nb', 'nl', 'nn', 'pl', 'pt', 'ro', 'ru', 'sk', 'sl', 'sr', 'sv', 'sw', 'th', 'tr', 'uk', 'ur', 'vi', 'zh'] as const

/** Two letters. The browser's languages decide between those of one script. */
export function guessLanguage(text: string, spoken: readonly string[] = navigator.languages): string {
  const known = spoken.map((tag) => tag.split('-')[0]?.toLowerCase() ?? '')
  const guess = SCRIPTS.find(([script]) => script.test(text))?.[1]
  if (guess !== undefined) return known.find((language) => language === guess || (SHARED[guess] ?? []).includes(language)) ?? guess
  const shapes = new Set(SCRIPTS.flatMap(([, language]) => [language, ...(SHARED[language] ?? [])]))
  return known.find((language) => language !== '' && !shapes.has(language)) ?? LATIN
}

/** "Deutsch" for "de"; the code itself where no name is known. */
export function languageName(code: string): string {
  try {
    const name = new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code
    return name.charAt(0).toLocaleUpperCase(code) + name.slice(1)
  } catch {
    return code
  }
}
