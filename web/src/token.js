// The token that every request carries: one of those that the gateway of the demo offers, or a pasted one.
import { endpoint } from './endpoint'

const KEY = 'meetgraph:token'
const DEFAULT_ROLE = 'operator'

const listeners = new Set()
let state = { isKnown: false, offered: [], value: '', refused: false }

function become(changes) {
  state = { ...state, ...changes }
  listeners.forEach((listener) => listener())
}

// Until then nothing is sent, so that the first request has a token.
const ready = fetch(`${endpoint}/tokens`, { headers: { accept: 'application/json' } })
  .then((response) => (response.ok ? response.json() : []))
  .catch(() => [])
  .then((offered) => {
    const kept = sessionStorage.getItem(KEY) ?? ''
    const first = offered.find(({ role }) => role === DEFAULT_ROLE) ?? offered[0]
    const isKept = offered.length ? offered.some(({ token }) => token === kept) : kept
    become({ isKnown: true, offered, value: isKept ? kept : (first?.token ?? '') })
  })

export const token = {
  ready,
  get snapshot() {
    return state
  },
  subscribe(listener) {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  /** Uses another token, until this tab of the browser is closed. */
  choose(value) {
    sessionStorage.setItem(KEY, value)
    become({ value, refused: false })
  },
  /** Notes whether the gateway has accepted the token; it is told beside the menu. */
  was(accepted) {
    if (state.refused === accepted) become({ refused: !accepted })
  },
}

/** The headers with the token; one that is typed into the headers tab has precedence. */
export function withToken(headers) {
  const isTyped = Object.keys(headers ?? {}).some((name) => name.toLowerCase() === 'authorization')
  return isTyped || !state.value ? { ...headers } : { authorization: `Bearer ${state.value}`, ...headers }
}

/** What the page says where the token is not accepted. */
export function refusal() {
  const { offered, value } = state
  if (!value) return 'The gateway answers only with a token: paste one above.'
  return `The gateway does not accept this token: it is unknown, has expired, or was revoked. ${offered.length ? 'Choose' : 'Paste'} another one above.`
}
