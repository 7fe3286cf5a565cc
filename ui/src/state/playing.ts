/** Only one film or sound plays at a time. */
let playing: HTMLMediaElement | null = null

/** For `onplay`: what played before falls silent. */
export function playAlone(event: Event): void {
  const element = event.currentTarget as HTMLMediaElement
  if (playing !== element) playing?.pause()
  playing = element
}
