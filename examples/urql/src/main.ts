// Rooms page by page, the queues of those on show as they change, and a meeting that is scheduled from a form.
import { gql } from '@urql/core'

import { client } from './client'

const ROOMS = gql`
  query Rooms($after: String) {
    rooms(first: 5, after: $after, filter: { kinds: [WAITING, PERMANENT] }) {
      edges { node { id vendor name queue { length } } }
      pageInfo { hasNextPage endCursor }
      unavailable { vendor message }
    }
  }
`

const QUEUES = gql`
  subscription Queues($ids: [ID!]!) {
    roomQueues(ids: $ids) { id queue { length } }
  }
`

const SCHEDULE = gql`
  mutation Schedule($input: ScheduleMeetingInput!) {
    scheduleMeeting(input: $input) {
      meeting { id title startsAt }
      problems { code message path }
    }
  }
`

const find = <Type extends Element>(selector: string) => document.querySelector<Type>(selector)!
const form = find<HTMLFormElement>('form')
const more = find<HTMLButtonElement>('body > button')

let shown = { unsubscribe() {} }
let followed = ''
let queues = { unsubscribe() {} }

function show(after?: string) {
  shown.unsubscribe()
  // The cache puts the pages together, and tells again when a subscription changes a room.
  shown = client.query(ROOMS, { after }).subscribe(({ data, error }) => {
    find('p').textContent = error ? error.message : ''
    if (!data?.rooms) return
    const { edges, pageInfo, unavailable } = data.rooms
    const rooms = edges.map(({ node }) => node)
    find('table').replaceChildren(...rooms.map(row))
    find('ul').replaceChildren(...unavailable.map(({ message }) => filled('li', message)))
    more.hidden = !pageInfo.hasNextPage
    more.onclick = () => show(pageInfo.endCursor)
    follow(rooms.filter(({ vendor }) => vendor === 'VSEE').map(({ id }) => id))
  })
}

// Each event is one room, which the cache knows by its id.
function follow(ids: string[]) {
  if (!ids.length || followed === ids.join()) return
  followed = ids.join()
  queues.unsubscribe()
  queues = client.subscription(QUEUES, { ids: ids.slice(0, 100) }).subscribe(({ error }) => {
    if (error) find('p').textContent = error.message
  })
}

let key = crypto.randomUUID()
form.oninput = () => (key = crypto.randomUUID())
form.onsubmit = async (event) => {
  event.preventDefault()
  // EnableX takes whole seconds.
  const inAnHour = new Date(new Date().setMilliseconds(3_600_000))
  const input = {
    title: new FormData(form).get('title'),
    startsAt: inAnHour.toISOString(),
    durationMinutes: 30,
    vendor: { enablex: { hostId: '10001', capacity: { moderators: 1, participants: 4 } } },
    idempotencyKey: key,
  }
  const { data, error } = await client.mutation(SCHEDULE, { input })
  const { meeting, problems = [] } = data?.scheduleMeeting ?? {}
  find('form em').textContent = problems.map(({ message }) => message).join(' ') || (error?.message ?? '')
  find('output').textContent = meeting ? `Scheduled: ${meeting.title}` : ''
  if (meeting) key = crypto.randomUUID()
}

function row({ vendor, name, queue }) {
  const cells = [vendor, name, queue ? `${queue.length} waiting` : '']
  const line = document.createElement('tr')
  line.append(...cells.map((text) => filled('td', text)))
  return line
}

function filled(tag: string, text: string) {
  return Object.assign(document.createElement(tag), { textContent: text })
}

show()
