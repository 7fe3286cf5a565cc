/** The shelf: drafts that the node keeps, and what is posted later. Its pages load it anew each time they are opened. */
import * as api from '../api/drafts'
import { asProblem } from '../api/problems'
import type { Draft, KeptDraft } from '../api/types'
import { until } from '../text/time'
import { confirm } from './confirm.svelte'
import { PagedList } from './lists.svelte'
import { router } from './router.svelte'
import { session } from './session.svelte'
import { toasts } from './toasts.svelte'

class Shelf {
  readonly drafts = new PagedList<KeptDraft>(async (query) => {
    const { drafts, pagination } = await api.drafts(query)
    return { items: drafts, pagination }
  })
  readonly scheduled = new PagedList<KeptDraft>(async (query) => {
    const { scheduled, pagination } = await api.scheduled(query)
    return { items: scheduled, pagination }
  })

  constructor() {
    session.whenChanged(() => this.#forget())
  }

  /** True when the node has it. Otherwise it says why. */
  async keep(draft: KeptDraft | null, written: readonly Draft[], at: string | null): Promise<boolean> {
    try {
      // What was scheduled stays that, whatever is saved of it by the way.
      const kept = draft?.scheduled_at != null ? await api.reschedule(draft.id, at ?? draft.scheduled_at, written) : await api.keep(draft?.id ?? null, written)
      this.#put(kept)
      toasts.say(kept.scheduled_at === null ? 'Draft saved' : 'Saved', { icon: 'check', ...(kept.scheduled_at === null && { action: { label: 'Drafts', run: () => router.go('/drafts') } }) })
      return true
    } catch (thrown) {
      toasts.say(`Kept in this browser only. ${asProblem(thrown).message}`, { icon: 'warn' })
      return false
    }
  }

  /** Without a time what was scheduled is posted now. Throws what the node says against it. */
  async schedule(draft: KeptDraft | null, written: readonly Draft[], at: string | null): Promise<void> {
    if (draft?.scheduled_at != null) {
      const kept = await api.reschedule(draft.id, at ?? draft.scheduled_at, written)
      if (at === null) return this.#post(draft)
      this.#put(kept)
      toasts.say('Saved', { icon: 'check' })
      return
    }
    const kept = await api.schedule(written, at ?? '')
    this.#put(kept)
    if (draft !== null) await this.settled(draft)
    toasts.say(`Will be posted ${whenSentence(kept.scheduled_at ?? '')}`, { icon: 'calendar', action: { label: 'View', run: () => router.go('/scheduled') } })
  }

  /** Posts what is scheduled at once. */
  async postNow(draft: KeptDraft): Promise<void> {
    try {
      await this.#post(draft)
    } catch (thrown) {
      toasts.say(`Not posted. ${asProblem(thrown).message}`, { icon: 'warn' })
    }
  }

  async remove(draft: KeptDraft): Promise<void> {
    const later = draft.scheduled_at !== null
    const text = later ? 'It is not posted then, and what was written is gone.' : 'What was written is gone.'
    if (!(await confirm.ask({ title: later ? 'Delete this scheduled tweet?' : 'Delete this draft?', text, yes: 'Delete', no: 'Keep it', danger: true }))) return
    try {
      await (later ? api.unschedule(draft.id) : api.drop(draft.id))
      this.#remove(draft.id)
      toasts.say('Deleted', { icon: 'trash' })
    } catch (thrown) {
      const problem = asProblem(thrown)
      if (problem.status === 404) this.#remove(draft.id)
      toasts.say(`Could not delete it. ${problem.message}`, { icon: 'warn' })
    }
  }

  /** It was sent, or scheduled: the draft has done its work. */
  async settled(draft: KeptDraft): Promise<void> {
    this.#remove(draft.id)
    // Left behind it does no harm.
    await api.drop(draft.id).catch(() => {})
  }

  async #post(draft: KeptDraft): Promise<void> {
    await api.postNow(draft.id)
    this.#remove(draft.id)
    toasts.say('Posted', { icon: 'check' })
  }

  #put(kept: KeptDraft): void {
    this.#remove(kept.id)
    if (kept.scheduled_at === null) this.drafts.prepend([kept])
    else {
      this.scheduled.prepend([kept])
      this.scheduled.items = this.scheduled.items.toSorted((one, other) => (one.scheduled_at ?? '').localeCompare(other.scheduled_at ?? ''))
    }
  }

  #remove(id: string): void {
    this.drafts.remove(id)
    this.scheduled.remove(id)
  }

  #forget(): void {
    for (const list of [this.drafts, this.scheduled]) list.items = []
  }
}

/** "at 14:30" today, "on 21 Nov, 14:30" otherwise. */
export function whenSentence(iso: string): string {
  const when = until(iso, Date.now())
  return `${/^\d\d:\d\d$/.test(when) ? 'at' : 'on'} ${when}`
}

export const shelf = new Shelf()
