/** Pictures, films and sounds: sent while one watches, described, taken back. */
import { body, client, done, listened, writeHeaders } from './client'
import { asProblem, problemOf } from './problems'
import type { Media } from './types'

export interface Description {
  alt?: string
  focus?: number[] | null
}

export interface Sending {
  /** From 0 to 1. */
  onprogress: (part: number) => void
  signal: AbortSignal
}

/** By XMLHttpRequest, because fetch does not tell how much of a body has been sent. */
export function upload(file: File, { onprogress, signal }: Sending): Promise<Media> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const form = new FormData()
    form.append('file', file)
    request.open('POST', '/api/media')
    for (const [name, value] of Object.entries(writeHeaders())) request.setRequestHeader(name, value)
    request.upload.onprogress = (event) => event.lengthComputable && onprogress(event.loaded / event.total)
    request.onerror = () => {
      listened(null)
      reject(asProblem(null))
    }
    request.onload = () => {
      listened(request.status)
      const answer = new Response(request.responseText, { status: request.status, headers: retryAfter(request) })
      if (answer.ok) resolve(answer.json() as Promise<Media>)
      else void problemOf(answer).then(reject)
    }
    signal.addEventListener('abort', () => request.abort())
    request.send(form)
  })
}

const at = (id: string) => ({ params: { path: { media_id: id } } })

export const media = (id: string): Promise<Media> => body(client.GET('/api/media/{media_id}', at(id)))

export const describe = (id: string, description: Description): Promise<Media> => body(client.PATCH('/api/media/{media_id}', { ...at(id), body: description }))

/** One that belongs to no tweet yet. */
export const discard = (id: string): Promise<void> => done(client.DELETE('/api/media/{media_id}', at(id)))

function retryAfter(request: XMLHttpRequest): Record<string, string> {
  const seconds = request.getResponseHeader('Retry-After')
  return seconds === null ? {} : { 'Retry-After': seconds }
}
