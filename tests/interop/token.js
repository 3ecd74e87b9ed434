// Loaded before a script: whatever it fetches carries the token of MEETGRAPH_TOKEN, as an application's own fetch would.
const { fetch: plain } = globalThis
const { MEETGRAPH_TOKEN: token } = process.env

globalThis.fetch = (url, init = {}) => {
  const headers = new Headers(init.headers ?? (url instanceof Request ? url.headers : undefined))
  if (token && !headers.has('authorization')) headers.set('authorization', `Bearer ${token}`)
  return plain(url, { ...init, headers })
}
