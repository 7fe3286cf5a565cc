/** Who asks to quote one's tweets, and the answer. */
import { body, client, done } from './client'
import type { PageQuery } from './people'
import type { QuoteRequestPage } from './types'

export const quoteRequests = (query: PageQuery): Promise<QuoteRequestPage> => body(client.GET('/api/quote-requests', { params: { query } }))

export const answerQuote = (id: string, accept: boolean): Promise<void> => {
  const at = { params: { path: { request_id: id } } }
  return done(accept ? client.POST('/api/quote-requests/{request_id}/accept', at) : client.POST('/api/quote-requests/{request_id}/reject', at))
}
