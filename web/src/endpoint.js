// Where the API is: at the page's own address, wherever a proxy shows it.
const here = new URL(window.location.pathname.replace(/\/+$/, ''), window.location.href)

export const endpoint = here.href

const socket = new URL(here)
socket.protocol = here.protocol === 'https:' ? 'wss:' : 'ws:'

export const socketEndpoint = socket.href
