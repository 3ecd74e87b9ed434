// Asks a gateway the way a web page does, and tells what the page gets to see of it.
async ({ how, url, query, variables, authorization }) => {
  const request = JSON.stringify({ query, variables })
  const seconds = 15

  const ways = {
    // What a client library sends: a header that browsers ask about, beside the media type.
    async fetch() {
      const headers = { authorization, 'content-type': 'application/json', 'apollographql-client-name': 'page' }
      const answer = await fetch(url, { method: 'POST', headers, body: request })
      return { ...(await answer.json()), requestId: answer.headers.get('x-request-id') }
    },

    async events() {
      const leaving = new AbortController()
      const headers = { authorization, 'content-type': 'application/json', accept: 'text/event-stream' }
      const answer = await fetch(url, { method: 'POST', headers, body: request, signal: leaving.signal })
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
      let text = ''
      for (;;) {
        const { value, done } = await reader.read()
        text += value ?? ''
        const event = text.match(/^event: next\ndata: (.*)\n\n/m)
        if (event) {
          leaving.abort()
          return JSON.parse(event[1])
        }
        if (done) return { text }
      }
    },

    // It sends no header, so it opens a stream that was reserved with one.
    async EventSource() {
      const reserved = await fetch(url, { method: 'PUT', headers: { authorization } })
      const stream = await reserved.text()
      const address = new URL(url)
      address.searchParams.set('token', stream)
      const source = new EventSource(address)
      const told = new Promise((resolve) => {
        source.addEventListener('next', (event) => resolve(JSON.parse(event.data).payload))
        source.onerror = () => resolve({ failed: 'EventSource' })
      })
      const headers = { authorization, 'content-type': 'application/json', 'x-graphql-event-stream-token': stream }
      const body = JSON.stringify({ query, variables, extensions: { operationId: '1' } })
      await fetch(url, { method: 'POST', headers, body })
      return told.finally(() => source.close())
    },

    socket() {
      return new Promise((resolve) => {
        const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws')
        socket.onopen = () => socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } }))
        socket.onclose = ({ code, reason }) => resolve({ code, reason })
        socket.onmessage = ({ data }) => {
          const message = JSON.parse(data)
          if (message.type === 'connection_ack') socket.send(`{"type": "subscribe", "id": "1", "payload": ${request}}`)
          if (message.type === 'next') {
            socket.close()
            resolve(message.payload)
          }
        }
      })
    },
  }

  const late = new Promise((resolve) => setTimeout(() => resolve({ failed: 'nothing came' }), seconds * 1000))
  return Promise.race([late, ways[how]().catch((error) => ({ failed: String(error) }))])
}
