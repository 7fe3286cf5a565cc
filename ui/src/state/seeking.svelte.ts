/** A search while it is written: chips for its operators, words for the rest. */
import { chipText, endingOf, readFinished, readSearch, searchText, type Chip, type Ending } from '../text/searching'

export class Seeking {
  chips = $state.raw<readonly Chip[]>([])
  words = $state('')
  /** What the end of it may become. */
  ending: Ending = $derived(endingOf(this.words))

  constructor(q = '') {
    this.set(q)
  }

  set(q: string): void {
    const { chips, words } = readSearch(q)
    this.chips = chips
    this.words = words
  }

  /** What is finished becomes a chip while the rest is still written. */
  write(text: string): void {
    const { chips, words } = readFinished(text)
    this.#add(chips)
    this.words = words
  }

  /** Everything, as it is asked; what was still being written becomes a chip, too. */
  finish(): string {
    const { chips, words } = readSearch(this.words)
    this.#add(chips)
    this.words = words
    return this.text
  }

  /** A chip, or what waits for its value: that goes to the end of the words. */
  put(text: string): void {
    if (/[:#"-]$/.test(text)) this.words = `${this.words.trimEnd()}${this.words === '' ? '' : ' '}${text}`
    else this.#add(readSearch(text).chips)
  }

  /** What is chosen takes the place of what was being written. */
  complete(text: string): void {
    this.write(`${this.ending.before}${text} `)
  }

  remove(chip: Chip): void {
    this.chips = this.chips.filter((one) => one !== chip)
  }

  /** Brings the last chip back as words, to be changed. False when there is none. */
  unpack(): boolean {
    const chip = this.chips.at(-1)
    if (chip === undefined) return false
    this.remove(chip)
    this.words = chipText(chip)
    return true
  }

  clear(): void {
    this.chips = []
    this.words = ''
  }

  get text(): string {
    return searchText({ chips: [...this.chips], words: this.words })
  }

  #add(chips: readonly Chip[]): void {
    const told = this.chips.map(chipText)
    const fresh = chips.filter((chip) => !told.includes(chipText(chip)))
    if (fresh.length > 0) this.chips = [...this.chips, ...fresh]
  }
}
