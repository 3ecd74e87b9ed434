// Follows a room fifty times and a meeting's commands through one event stream, gives a command, and stops all but one.
//
// wall.js <address> <room> <meeting> <device>: prints what came, and the requests that it took, as JSON.
import { randomUUID } from 'node:crypto'
import { createClient } from 'graphql-sse'

const [address, room, meeting, device] = process.argv.slice(2)
const FOLLOWED = 50
const statuses = {}

const client = createClient({ url: address, singleConnection: true, retryAttempts: 0, fetchFn: noting })
const until = (check) => new Promise((done) => waiting.push({ check, done }))
const waiting = []

const had = new Set()
const letGo = Array.from({ length: FOLLOWED }, (_, place) =>
  follow('subscription ($id: ID!) { roomQueue(id: $id) { queue { length } } }', { id: room }, () => had.add(place)),
)
const seen = new Set()
follow('subscription ($id: ID!) { meetingCommands(id: $id) { id state } }', { id: meeting }, ({ meetingCommands }) =>
  seen.add(meetingCommands.id),
)
await until(() => had.size === FOLLOWED)

const input = { meeting, devices: [device], type: 'SET_VOLUME', volume: 30, idempotencyKey: randomUUID() }
const query = 'mutation ($i: SendDeviceCommandInput!) { sendDeviceCommand(input: $i) { commands { id } problems { code } } }'
let sent
for await (const { data } of client.iterate({ query, variables: { i: input } })) sent = data.sendDeviceCommand
await until(() => seen.has(sent.commands[0]?.id))

for (const stop of letGo.slice(1)) stop()
await until(() => statuses['DELETE 200'] === FOLLOWED - 1)

process.stdout.write(
  JSON.stringify({
    first: had.size,
    streams: statuses['GET 200'],
    sent,
    seen: sent.commands[0].id,
    stopped: statuses['DELETE 200'],
    statuses,
  }),
)
process.exit(0)

function follow(query, variables, next) {
  return client.subscribe(
    { query, variables },
    {
      next: ({ data }) => {
        next(data)
        look()
      },
      error: (error) => {
        throw error
      },
      complete: () => {},
    },
  )
}

async function noting(url, init = {}) {
  const answer = await fetch(url, init)
  const name = `${init.method ?? 'GET'} ${answer.status}`
  statuses[name] = (statuses[name] ?? 0) + 1
  look()
  return answer
}

function look() {
  for (const { check, done } of waiting) if (check()) done()
}
