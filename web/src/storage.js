// What the page remembers between visits: the browser's own storage, except that headers never reach it.
//
// GraphiQL keeps its tabs without headers when asked to, but writes those of every run into the history.
const HISTORIES = ['graphiql:queries', 'graphiql:favorites']

export const storage = {
  get length() {
    return localStorage.length
  },
  getItem: (key) => localStorage.getItem(key),
  setItem: (key, value) => localStorage.setItem(key, HISTORIES.includes(key) ? withoutHeaders(value) : value),
  removeItem: (key) => localStorage.removeItem(key),
  clear: () => Object.keys(localStorage).filter(isOurs).forEach((key) => localStorage.removeItem(key)),
}

// Other pages of the same host keep their things there, too.
function isOurs(key) {
  return key.startsWith('graphiql:')
}

function withoutHeaders(history) {
  return JSON.stringify(JSON.parse(history), (key, value) => (key === 'headers' ? undefined : value))
}
