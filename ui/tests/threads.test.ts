import { expect, test } from 'vitest'
import { arranged } from '../src/text/threads'

const reply = (id: string, reply_to_id: string) => ({ id, reply_to_id })

test('each branch is read to its end before the next begins', () => {
  const replies = [reply('a', 'root'), reply('b', 'root'), reply('a1', 'a'), reply('a2', 'a1'), reply('b1', 'b')]

  const order = arranged(replies, 'root').map(({ tweet }) => tweet.id)

  expect(order).toEqual(['a', 'a1', 'a2', 'b', 'b1'])
})

test('a line joins a reply to what it answers when that stands just above', () => {
  const placed = arranged([reply('a', 'root'), reply('a1', 'a'), reply('b', 'root')], 'root')

  expect(placed.map(({ chain, chained }) => [chain, chained])).toEqual([[true, false], [false, true], [false, false]])
})

test('a reply whose parent has not arrived is shown all the same', () => {
  const order = arranged([reply('x', 'missing'), reply('a', 'root')], 'root').map(({ tweet }) => tweet.id)

  expect(order).toEqual(['x', 'a'])
})

test('replies that answer each other in a circle do not hang the page', () => {
  const order = arranged([reply('a', 'b'), reply('b', 'a'), reply('c', 'root')], 'root').map(({ tweet }) => tweet.id)

  expect(order).toEqual(['c'])
})
