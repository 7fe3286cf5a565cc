import { expect, test } from 'vitest'
import { PagedList } from '../src/state/lists.svelte'

interface Thing {
  id: string
}

const page = (ids: string[], cursor: string | null) => ({ items: ids.map((id): Thing => ({ id })), pagination: { limit: 2, offset: null, cursor, has_more: cursor !== null, newest: ids[0] ?? null } })

test('pages follow each other by cursor, and each thing stands once', async () => {
  const cursors: (string | undefined)[] = []
  const list = new PagedList<Thing>(async ({ cursor }) => {
    cursors.push(cursor)
    return cursor === undefined ? page(['4', '3'], 'c1') : page(['3', '2'], null)
  })

  await list.more()
  await list.more()
  await list.more()

  expect(list.items.map(({ id }) => id)).toEqual(['4', '3', '2'])
  expect(cursors).toEqual([undefined, 'c1'])
  expect(list.newest).toBe('4')
})

test('a page that fails keeps what is there, and can be asked for again', async () => {
  let answers = 0
  const list = new PagedList<Thing>(async () => {
    answers += 1
    if (answers === 2) throw new Error('no')
    return answers === 1 ? page(['2'], 'c1') : page(['1'], null)
  })
  await list.more()

  await list.more()

  expect(list.problem).not.toBeNull()
  expect(list.items.map(({ id }) => id)).toEqual(['2'])
  await list.more()
  expect(list.items.map(({ id }) => id)).toEqual(['2', '1'])
  expect(list.problem).toBeNull()
})

test('what comes in above does not double what is there', async () => {
  const list = new PagedList<Thing>(async () => page(['2', '1'], null))
  await list.more()

  list.prepend([{ id: '3' }, { id: '2' }])

  expect(list.items.map(({ id }) => id)).toEqual(['3', '2', '1'])
})

test('an answer to an older question is dropped after starting over', async () => {
  const waiting: ((value: ReturnType<typeof page>) => void)[] = []
  const list = new PagedList<Thing>(() => new Promise((resolve) => waiting.push(resolve)))

  const first = list.more()
  const second = list.again()
  waiting[1]?.(page(['new'], null))
  waiting[0]?.(page(['old'], null))
  await Promise.all([first, second])

  expect(list.items.map(({ id }) => id)).toEqual(['new'])
})
