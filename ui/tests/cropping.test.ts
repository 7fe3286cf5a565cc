import { describe, expect, test } from 'vitest'
import { cropOf, inside, whole, zoomMost } from '../src/text/cropping'

const LANDSCAPE = { width: 1600, height: 1000 }
const TALL = { width: 800, height: 2400 }

test('at first as much is taken as the shape allows, around the middle', () => {
  expect(cropOf(LANDSCAPE, 1, whole(LANDSCAPE))).toEqual({ x: 300, y: 0, width: 1000, height: 1000 })
  expect(cropOf(LANDSCAPE, 3, whole(LANDSCAPE))).toEqual({ x: 0, y: 234, width: 1600, height: 533 })
  expect(cropOf(TALL, 1, whole(TALL))).toEqual({ x: 0, y: 800, width: 800, height: 800 })
})

test('nearer takes less', () => {
  expect(cropOf(LANDSCAPE, 1, { ...whole(LANDSCAPE), zoom: 2 })).toEqual({ x: 550, y: 250, width: 500, height: 500 })
})

test('one cannot go so near that the picture falls into squares', () => {
  expect(zoomMost(LANDSCAPE, 1, 120)).toBe(8)
  expect(zoomMost({ width: 240, height: 240 }, 1, 120)).toBe(2)
  expect(zoomMost({ width: 60, height: 60 }, 1, 120)).toBe(1)
})

describe('the part never leaves the picture', () => {
  const wishes = [-5000, 0, 333.3, 799.9, 5000].flatMap((x) => [-5000, 0, 1201.5, 9000].flatMap((y) => [0.1, 1, 3.7, 99].map((zoom) => ({ x, y, zoom }))))

  test.each([
    ['a landscape', LANDSCAPE, 1],
    ['a landscape as a cover', LANDSCAPE, 3],
    ['a tall one', TALL, 1],
    ['a tall one as a cover', TALL, 3],
    ['a very small one', { width: 7, height: 5 }, 3],
  ])('%s', (_, picture, ratio) => {
    for (const wished of wishes) {
      const { x, y, width, height } = cropOf(picture, ratio, inside(picture, ratio, wished, 8))
      expect([x, y, width, height].every(Number.isInteger)).toBe(true)
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0)
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(1)
      expect(x + width).toBeLessThanOrEqual(picture.width)
      expect(y + height).toBeLessThanOrEqual(picture.height)
    }
  })
})
