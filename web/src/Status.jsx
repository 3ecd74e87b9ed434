// The lines below the answer: what became of the operation of this tab, what it cost, and what goes on in other tabs.
import { pick, useGraphiQL, useGraphiQLActions } from '@graphiql/react'
import { useEffect, useLayoutEffect, useSyncExternalStore } from 'react'

import { runs } from './runs'
import { at, costOf, inShort, statusOf } from './status'

export function Status() {
  const { tabs, activeTabIndex, responseEditor } = useGraphiQL(pick('tabs', 'activeTabIndex', 'responseEditor'))
  const { changeTab, run, updateActiveTabValues } = useGraphiQLActions()
  const all = useSyncExternalStore(runs.subscribe, () => runs.snapshot)
  const front = tabs[activeTabIndex].id
  const here = all.find(({ tab }) => tab === front)
  const elsewhere = all.filter((other) => other.tab !== front && other.kind === 'subscription')

  useLayoutEffect(() => runs.tabsAre(tabs, activeTabIndex), [front])

  // Only what is a stream is observed again: an answer is shown when it comes, and GraphiQL's `run` is not gone near for it.
  const goesOnUnshown = here?.isLive && !here.isShown && here.kind === 'subscription'
  const cameMeanwhile = !here?.isLive && here?.isUnseen
  useEffect(() => {
    if (!responseEditor) return
    if (goesOnUnshown) runs.resume(run)
    if (cameMeanwhile) {
      const response = JSON.stringify(here.results[0].result, null, 2)
      responseEditor.setValue(response)
      updateActiveTabValues({ response })
      runs.seen(front)
    }
  }, [front, goesOnUnshown, cameMeanwhile, responseEditor])

  return (
    <>
      <section className="explorer-status" aria-label="Status of this tab" data-here={here?.state}>
        {here ? <Here run={here} /> : <p role="status">Not run yet.</p>}
      </section>
      {elsewhere.length > 0 && (
        <section className="explorer-status explorer-elsewhere" aria-label="Subscriptions of other tabs">
          {elsewhere.map((other) => (
            <Stream key={other.tab} run={other} show={() => changeTab(tabs.findIndex(({ id }) => id === other.tab))} />
          ))}
        </section>
      )}
    </>
  )
}

function Here({ run }) {
  const cost = costOf(run.results[0]?.result)
  return (
    <>
      <p role="status">
        <Mark run={run} /> {statusOf(run)}
      </p>
      {cost && (
        <p className="explorer-cost">
          <span>{cost.total}</span>
          {cost.vendors.map(([vendor, told]) => (
            <span key={vendor}>
              {vendor} {told}
            </span>
          ))}
        </p>
      )}
      {run.kind === 'subscription' && <Events run={run} />}
    </>
  )
}

function Stream({ run, show }) {
  const name = run.title ?? 'Without a name'
  return (
    <div className="explorer-stream">
      <header>
        <p>
          <Mark run={run} /> <strong>{name}</strong> {statusOf(run)}
        </p>
        <button type="button" onClick={show} aria-label={`Show ${name}`}>
          Show
        </button>
        {run.isLive && (
          <button type="button" onClick={() => runs.stop(run.tab)} aria-label={`Stop ${name}`}>
            Stop
          </button>
        )}
      </header>
      <Events run={run} />
    </div>
  )
}

// Many come in one moment, of which the answer above shows the last one only.
function Events({ run }) {
  // Why it failed stands above already.
  const results = run.results.slice(run.state === 'failed' ? 1 : 0)
  if (!results.length) return null
  return (
    <ol className="explorer-events" aria-label="Events, the latest first" tabIndex={0}>
      {results.map(({ result, at: came }, place) => (
        <li key={run.count - place}>
          <time dateTime={came.toISOString()}>{at(came)}</time> <code>{inShort(result)}</code>
        </li>
      ))}
    </ol>
  )
}

// Its colour says nothing that the words do not.
function Mark({ run }) {
  const failed = run.state === 'failed' || run.trouble || run.results[0]?.result.errors
  return <span className="explorer-mark" data-mark={failed ? 'failed' : run.isLive ? 'live' : 'over'} aria-hidden="true" />
}
