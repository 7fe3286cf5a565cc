/** What jsdom lacks and the components use. */
class NoObserver {
  /** As strict as the browser's about what it is given. */
  observe(target: unknown): void {
    if (!(target instanceof Element)) throw new TypeError('not an Element')
  }
  unobserve(): void {}
  disconnect(): void {}
}
const noMatch = (media: string) => ({ matches: false, media, addEventListener: () => {}, removeEventListener: () => {} })

// Not as stubs: those are taken back after each test.
Object.assign(globalThis, { IntersectionObserver: NoObserver, ResizeObserver: NoObserver, matchMedia: noMatch })
window.scrollTo = () => {}
window.scrollBy = () => {}
HTMLElement.prototype.scrollIntoView = () => {}
HTMLElement.prototype.scrollTo = () => {}
HTMLCanvasElement.prototype.getContext = () => null
URL.createObjectURL = () => 'blob:picture'
URL.revokeObjectURL = () => {}
HTMLElement.prototype.showPopover = () => {}
HTMLDialogElement.prototype.showModal = function (this: HTMLDialogElement) {
  this.open = true
}
HTMLDialogElement.prototype.close = function (this: HTMLDialogElement) {
  this.open = false
}
