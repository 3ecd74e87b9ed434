// The meetings of the next 24 hours at all vendors, with those that run now, kept up to date.
import { useQuery, useSubscription } from '@apollo/client/react'
import { useState } from 'react'

import { CHANGES, MEETINGS } from './operations.js'
import { Schedule } from './schedule.jsx'

const HOUR = 3_600_000

// Whole hours: a cursor belongs to its filter, and so does what the cache has.
function nextDay() {
  const from = Math.floor(Date.now() / HOUR) * HOUR
  return { overlaps: { from: new Date(from).toISOString(), to: new Date(from + 25 * HOUR).toISOString() } }
}

export function Meetings() {
  const [filter] = useState(nextDay)
  // An answer may have data and errors: a field that failed is null and named in them.
  const { data, error, fetchMore, refetch } = useQuery(MEETINGS, { variables: { filter }, errorPolicy: 'all' })
  if (!data?.meetings) return <p role="status">{error ? error.message : 'Loading…'}</p>

  const { edges, pageInfo, unavailable } = data.meetings
  return (
    <main>
      <h1>Meetings</h1>
      {error && <p role="alert">{error.message}</p>}
      {/* It is told anew with each page, so the last page's stands for the whole list. */}
      <ul aria-label="Not shown">
        {unavailable.map(({ vendor, missing, message }) => (
          <li key={`${vendor} ${missing}`}>{message}</li>
        ))}
      </ul>
      <table>
        <tbody>
          {edges.map(({ node }) => (
            <tr key={node.id}>
              <td>{node.startsAt ? new Date(node.startsAt).toLocaleTimeString() : 'no time'}</td>
              <td>{node.vendor}</td>
              <td>{node.title ?? 'Visit'}</td>
              <td>{node.state}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {pageInfo.hasNextPage && (
        <button onClick={() => fetchMore({ variables: { after: pageInfo.endCursor } })}>More</button>
      )}
      <Changes ids={edges.map(({ node }) => node.id)} />
      <Schedule onScheduled={() => refetch()} />
    </main>
  )
}

// Each event is one meeting, which the cache knows by its id: the table shows it by itself.
function Changes({ ids }) {
  const { data, error } = useSubscription(CHANGES, { variables: { ids: ids.slice(0, 100) }, skip: !ids.length })
  return <p aria-label="Following">{error ? error.message : data ? 'live' : 'connecting'}</p>
}
