// Asks a gateway the way a web page does, and tells what the page gets to see of it.
async ({ how, url, query, variables }) => {
  const request = JSON.stringify({ query, variables })
  const seconds = 15

  const ways = {
    // What a client library sends: a header that browsers ask about, beside the media type.
    async fetch() {
      const headers = { 'content-type': 'application/json', 'apollographql-client-name': 'page' }
      const answer = await fetch(url, { method: 'POST', headers, body: request })
      return { ...(await answer.json()), requestId: answer.headers.get('x-request-id') }
    },

    async events() {
      const leaving = new AbortController()
      const headers = { 'content-type': 'application/json', accept: 'text/event-stream' }
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

    EventSource() {
      return new Promise((resolve) => {
        const address = new URL(url)
        address.searchParams.set('query', query)
        address.searchParams.set('variables', JSON.stringify(variables))
        const source = new EventSource(address)
        const end = (told) => (source.close(), resolve(told))
        source.addEventListener('next', (event) => end(JSON.parse(event.data)))
        source.onerror = () => end({ failed: 'EventSource' })
      })
    },

    socket() {
      return new Promise((resolve) => {
        const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws')
        socket.onopen = () => socket.send('{"type": "connection_init"}')
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
