/** What this browser keeps: JSON under names of ours. A full or forbidden storage is no reason to fail. */
const PREFIX = 'nodeapp.'

export function kept<T>(name: string, storage: Storage = localStorage): T | null {
  try {
    return JSON.parse(storage.getItem(PREFIX + name) ?? 'null') as T | null
  } catch {
    return null
  }
}

export function keep(name: string, value: unknown, storage: Storage = localStorage): void {
  try {
    if (value === null) storage.removeItem(PREFIX + name)
    else storage.setItem(PREFIX + name, JSON.stringify(value))
  } catch {
    // Private windows and full disks refuse; the app works without.
  }
}

/** Removes everything whose name begins with `start`. */
export function drop(start: string, storage: Storage = localStorage): void {
  try {
    for (const name of Object.keys(storage)) if (name.startsWith(PREFIX + start)) storage.removeItem(name)
  } catch {
    // As above.
  }
}
