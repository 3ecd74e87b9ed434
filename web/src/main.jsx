// The explorer: GraphiQL with a field picker, a history and worked examples.
import 'graphiql/setup-workers/vite'
import 'graphiql/style.css'
import '@graphiql/plugin-explorer/style.css'
import './explorer.css'

import { explorerPlugin } from '@graphiql/plugin-explorer'
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql'
import { createRoot } from 'react-dom/client'

import { CopyAsCurl } from './CopyAsCurl'
import { examples } from './examples'
import { fetcher } from './fetcher'
import { linked } from './link'
import { runs } from './runs'
import { Status } from './Status'
import { storage } from './storage'
import { TokenMenu } from './TokenMenu'

// Made once: GraphiQL closes the open panel when this list changes its identity.
const plugins = [HISTORY_PLUGIN, { ...explorerPlugin({ title: '' }), title: 'Field picker' }]

createRoot(document.getElementById('explorer')).render(
  <GraphiQL
    fetcher={fetcher}
    plugins={plugins}
    initialQuery={linked?.query}
    initialVariables={linked?.variables}
    defaultTabs={linked ? [linked, ...examples] : examples}
    onTabChange={({ tabs, activeTabIndex }) => runs.tabsAre(tabs, activeTabIndex)}
    defaultEditorToolsVisibility="variables"
    // A token typed into the headers tab is forgotten with the page.
    shouldPersistHeaders={false}
    storage={storage}
    inputValueDeprecation
    schemaDescription
  >
    <GraphiQL.Logo>
      <TokenMenu />
      meetgraph
    </GraphiQL.Logo>
    <GraphiQL.Toolbar>
      {({ prettify, merge, copy }) => (
        <>
          {prettify}
          {merge}
          {copy}
          <CopyAsCurl />
        </>
      )}
    </GraphiQL.Toolbar>
    <GraphiQL.Footer>
      <Status />
    </GraphiQL.Footer>
  </GraphiQL>,
)
