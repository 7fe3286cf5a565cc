/** One's own picture and cover: sent with the part of it that is to be seen, or taken away. */
import { body, client } from './client'
import type { User } from './types'

export type PictureKind = 'avatar' | 'cover'

/** In pixels of the picture as it is shown, upright. */
export interface Crop {
  x: number
  y: number
  width: number
  height: number
}

const at = (id: string) => ({ params: { path: { user: id } } })

export const setPicture = (id: string, kind: PictureKind, file: File, { x, y, width, height }: Crop): Promise<User> => {
  const box: Record<string, number> = kind === 'avatar' ? { x, y, size: width } : { x, y, width, height }
  const form = new FormData()
  for (const [name, value] of Object.entries(box)) form.append(name, String(value))
  form.append('file', file)
  // The schema knows a form by its fields; openapi-fetch sends a FormData as it is.
  const sent = { ...at(id), body: form as unknown as { file: string } }
  return body(kind === 'avatar' ? client.PUT('/api/users/{user}/avatar', sent) : client.PUT('/api/users/{user}/cover', sent))
}

export const removePicture = (id: string, kind: PictureKind): Promise<User> =>
  body(kind === 'avatar' ? client.DELETE('/api/users/{user}/avatar', at(id)) : client.DELETE('/api/users/{user}/cover', at(id)))
