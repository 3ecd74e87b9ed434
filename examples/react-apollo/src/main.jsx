import { ApolloProvider } from '@apollo/client/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

import { client } from './client.js'
import { Meetings } from './meetings.jsx'

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <ApolloProvider client={client}>
      <Meetings />
    </ApolloProvider>
  </StrictMode>,
)
