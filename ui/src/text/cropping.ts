/** Which part of a picture is taken: a box of one shape that never leaves the picture. */
import type { Crop } from '../api/pictures'

export interface Size {
  width: number
  height: number
}

export interface View {
  /** The middle of the part, in pixels of the picture. */
  x: number
  y: number
  /** 1 shows as much as the shape allows, 2 half of that. */
  zoom: number
}

const ZOOM_MOST = 8

/** All that fits, around the middle. */
export function whole(picture: Size): View {
  return { x: picture.width / 2, y: picture.height / 2, zoom: 1 }
}

/** How near one may go, so that at least `least` pixels are left across. */
export function zoomMost(picture: Size, ratio: number, least: number): number {
  return Math.max(1, Math.min(ZOOM_MOST, widest(picture, ratio) / least))
}

/** `view` with its part inside the picture. */
export function inside(picture: Size, ratio: number, view: View, most: number): View {
  const zoom = clamp(view.zoom, 1, most)
  const width = widest(picture, ratio) / zoom
  const height = width / ratio
  return { zoom, x: clamp(view.x, width / 2, picture.width - width / 2), y: clamp(view.y, height / 2, picture.height - height / 2) }
}

/** The part in whole pixels. */
export function cropOf(picture: Size, ratio: number, view: View): Crop {
  const width = Math.max(1, Math.floor(widest(picture, ratio) / view.zoom))
  const height = Math.max(1, Math.min(picture.height, Math.round(width / ratio)))
  return { x: corner(view.x, width, picture.width), y: corner(view.y, height, picture.height), width, height }
}

function widest(picture: Size, ratio: number): number {
  return Math.min(picture.width, picture.height * ratio)
}

function corner(middle: number, length: number, whole: number): number {
  return clamp(Math.round(middle - length / 2), 0, whole - length)
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value))
}
