// What a run has come to, in a sentence; and what its answer cost.
const TIME = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' })

export const at = (moment) => TIME.format(moment)

export function statusOf(run) {
  if (run.kind !== 'subscription') return answered(run)
  const events = `${run.count} ${run.count === 1 ? 'event' : 'events'}`
  switch (run.state) {
    case 'waiting':
      return run.trouble ?? 'Connecting…'
    case 'listening':
      return run.count
        ? `Listening since ${at(run.since)}; ${events}, the last at ${at(run.results[0].at)}.`
        : `Listening since ${at(run.since)}; no event yet, one comes when something changes.`
    case 'failed':
      return run.trouble
    case 'ended':
      return `Ended by the gateway at ${at(run.until)}, after ${events}.`
    default:
      return `Stopped at ${at(run.until)}, after ${events}.`
  }
}

function answered(run) {
  switch (run.state) {
    case 'waiting':
      return 'Waiting for the answer…'
    case 'answered':
      return `${run.status} in ${milliseconds(run.ms)}`
    default:
      return run.kind === 'mutation'
        ? 'No longer waited for; what it asks for may be carried out all the same.'
        : 'No longer waited for.'
  }
}

/** What the vendors were asked for an answer; null where it does not say. */
export function costOf(result) {
  const vendors = result?.extensions?.vendors
  if (!Array.isArray(vendors)) return null
  const calls = vendors.reduce((sum, vendor) => sum + vendor.calls, 0)
  return {
    total: `${calls} vendor ${calls === 1 ? 'call' : 'calls'}`,
    vendors: vendors.map((vendor) => [
      vendor.vendor,
      [
        `${vendor.calls} in ${milliseconds(vendor.ms)}`,
        vendor.saved && `${vendor.saved} saved`,
        vendor.degraded && 'degraded',
        vendor.stale && `${vendor.age} s old`,
      ].filter(Boolean).join(', '),
    ]),
  }
}

function milliseconds(number) {
  return `${number < 10 ? number.toFixed(1) : Math.round(number)} ms`
}

/** An event in one line: without the root field's name, which is the same in all of them. */
export function inShort({ data, errors }) {
  const roots = Object.values(data ?? {})
  return JSON.stringify(errors ? { errors, data } : roots.length === 1 ? roots[0] : data)
}
