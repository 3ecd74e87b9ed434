// A form for an EnableX meeting: what was refused stands at its field, and a lost answer makes no second meeting.
import { useMutation } from '@apollo/client/react'
import { useRef, useState } from 'react'

import { SCHEDULE } from './operations.js'

const FIELDS = { title: 'Title', startsAt: 'Starts at', durationMinutes: 'Minutes' }

export function Schedule({ onScheduled }) {
  const [schedule, { data, loading, error }] = useMutation(SCHEDULE)
  const [values, setValues] = useState({ title: '', startsAt: soon(), durationMinutes: '30' })
  const key = useRef(crypto.randomUUID())
  const { meeting, problems = [] } = data?.scheduleMeeting ?? {}

  // Another input is another write; the same one after a lost answer is the same write.
  function change(name, value) {
    key.current = crypto.randomUUID()
    setValues({ ...values, [name]: value })
  }

  async function submit(event) {
    event.preventDefault()
    const input = {
      ...values,
      startsAt: new Date(values.startsAt).toISOString(),
      durationMinutes: Number(values.durationMinutes),
      vendor: { enablex: { hostId: '10001', capacity: { moderators: 1, participants: 4 } } },
      idempotencyKey: key.current,
    }
    try {
      const { data } = await schedule({ variables: { input } })
      if (!data.scheduleMeeting.meeting) return
      key.current = crypto.randomUUID()
      onScheduled()
    } catch {
      // `error` shows it, and the key stays: «Schedule» sends the same write again.
    }
  }

  const inputs = Object.keys(FIELDS).map((name) => `input.${name}`)
  const at = (path) => problems.filter((problem) => problem.path?.join('.') === path)
  const elsewhere = problems.filter((problem) => !inputs.includes(problem.path?.join('.')))
  return (
    <form onSubmit={submit}>
      {Object.entries(FIELDS).map(([name, label]) => (
        <label key={name}>
          {label}
          <input name={name} value={values[name]} onChange={(event) => change(name, event.target.value)} />
          {at(`input.${name}`).map(({ code, message }) => (
            <em key={code}>{message}</em>
          ))}
        </label>
      ))}
      <button disabled={loading}>Schedule</button>
      {elsewhere.map(({ code, message }) => (
        <em key={code}>{message}</em>
      ))}
      {error && <p role="alert">{error.message}</p>}
      {meeting && <output>Scheduled: {meeting.title}</output>}
    </form>
  )
}

// EnableX takes whole seconds.
function soon() {
  return new Date(new Date().setMilliseconds(3_600_000)).toISOString()
}
