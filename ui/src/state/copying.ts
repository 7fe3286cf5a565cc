/** Puts text on the clipboard, also where the page is not served securely and the modern way is missing. */
import { toasts } from './toasts.svelte'

export async function copy(text: string, said: string): Promise<void> {
  const copied = await viaClipboard(text)
  toasts.say(copied ? said : `Could not copy. The address is ${text}`, copied ? { icon: 'check' } : { icon: 'warn' })
}

async function viaClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return viaSelection(text)
  }
}

function viaSelection(text: string): boolean {
  const field = document.createElement('textarea')
  field.value = text
  field.className = 'sr'
  document.body.append(field)
  field.select()
  const copied = document.execCommand('copy')
  field.remove()
  return copied
}
