// What runs in each tab.
//
// GraphiQL runs one operation at a time and ends it when another tab comes to the front. Here an operation belongs to
// its tab: it goes on while another tab is in front, is shown again when its own one comes back, and ends when it is
// stopped or its tab is closed. GraphiQL only observes it.

// The events of a stream that are kept; the latest is always among them.
const KEPT = 100

class Runs {
  #runs = new Map()
  #front = null
  #tabChanges = 0
  #resumed = null
  #listeners = new Set()

  /** Frozen copies for React, the newest run last. */
  snapshot = []

  subscribe = (listener) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Takes note of the tabs there are, and which one is in front. */
  tabsAre(tabs, active) {
    this.#tabChanges += 1
    for (const [tab, run] of this.#runs) {
      if (!tabs.some(({ id }) => id === tab)) {
        this.#runs.delete(tab)
        this.#end(run, 'stopped')
      }
    }
    const left = this.#front
    this.#front = tabs[active].id
    // A new tab takes GraphiQL's attention without ending what it observes.
    if (left !== this.#front) this.#runs.get(left)?.observer?.complete()
    this.#changed()
  }

  /**
   * Starts an operation in the tab in front, in place of what ran there.
   *
   * @param facts What is known of it: its kind and title.
   * @param begin Called with `tell` (changes what is known), `result` and `end`; returns how it is stopped.
   */
  start(facts, begin) {
    const before = this.#runs.get(this.#front)
    const run = { ...facts, tab: this.#front, since: new Date(), isLive: true, state: 'waiting', count: 0, results: [], observer: null }
    this.#runs.delete(this.#front)
    this.#runs.set(this.#front, run)
    if (before) this.#end(before, 'stopped')
    run.stop = begin({
      tell: (known) => run.isLive && this.#tell(run, known),
      result: (result, known) => this.#result(run, result, known),
      end: (state, known) => this.#end(run, state, known),
    })
    this.#changed()
    return this.#observed(run)
  }

  stop(tab) {
    const run = this.#runs.get(tab)
    if (run) this.#end(run, 'stopped')
  }

  /** Lets GraphiQL observe what goes on in the tab in front: `run` must lead to `resumed`. */
  resume(run) {
    this.#resumed = this.#runs.get(this.#front)
    try {
      run()
    } finally {
      this.#resumed = null
    }
  }

  /** What GraphiQL is to observe instead of starting anything; null where it is to start. */
  get resumed() {
    return this.#resumed && this.#observed(this.#resumed)
  }

  /** Marks the tab's latest result as shown. */
  seen(tab) {
    const run = this.#runs.get(tab)
    if (run) this.#tell(run, { isUnseen: false })
  }

  #observed(run) {
    return {
      subscribe: (observer) => {
        const attached = {
          // GraphiQL takes note of what it observes after this returned, so nothing may happen before.
          next: (result) => queueMicrotask(() => run.observer === attached && observer.next(result)),
          complete: () => {
            if (run.observer === attached) run.observer = null
            queueMicrotask(() => observer.complete())
          },
        }
        run.observer = attached
        const [latest] = run.results
        if (latest) attached.next(latest.result)
        if (!run.isLive) attached.complete()
        this.#changed()
        return { unsubscribe: () => this.#unobserved(run, attached) }
      },
    }
  }

  // GraphiQL says the same when somebody stops an operation as when another tab comes to the front; only then the tabs
  // change in the same moment.
  #unobserved(run, attached) {
    if (run.observer !== attached) return
    run.observer = null
    const before = this.#tabChanges
    queueMicrotask(() => {
      if (this.#tabChanges === before) this.#end(run, 'stopped')
      this.#changed()
    })
  }

  #result(run, result, known) {
    if (!run.isLive) return
    run.count += 1
    run.results = [{ result, at: new Date() }, ...run.results].slice(0, KEPT)
    run.observer?.next(result)
    this.#tell(run, { ...known, isUnseen: !run.observer })
  }

  #tell(run, known) {
    Object.assign(run, known)
    this.#changed()
  }

  #end(run, state, known) {
    if (!run.isLive) return
    run.isLive = false
    run.stop?.()
    // After the result that may just be on its way.
    const { observer } = run
    queueMicrotask(() => observer?.complete())
    this.#tell(run, { state, until: new Date(), ...known })
  }

  #changed() {
    this.snapshot = [...this.#runs.values()].map((run) => Object.freeze({ ...run, isShown: run.observer !== null }))
    this.#listeners.forEach((listener) => listener())
  }
}

export const runs = new Runs()
