// The button that copies the operation of this tab as a command of a shell.
import { pick, ToolbarButton, tryParseJSONC, useGraphiQL } from '@graphiql/react'
import { useEffect, useState } from 'react'

import { asCurl } from './curl'
import { withToken } from './token'

const LABEL = 'Copy as curl'

export function CopyAsCurl() {
  const { queryEditor, variableEditor, headerEditor, operationName } = useGraphiQL(
    pick('queryEditor', 'variableEditor', 'headerEditor', 'operationName'),
  )
  const [label, setLabel] = useState(LABEL)
  useEffect(() => {
    if (label === LABEL) return
    const timer = setTimeout(setLabel, 2000, LABEL)
    return () => clearTimeout(timer)
  }, [label])

  async function onClick() {
    try {
      const command = asCurl({
        query: queryEditor.getValue(),
        variables: parsed(variableEditor, 'variables'),
        operationName,
        headers: withToken(parsed(headerEditor, 'headers')),
      })
      setLabel((await copy(command)) ? 'Copied as curl' : 'The browser does not let this page copy')
    } catch (error) {
      setLabel(error.message)
    }
  }

  return (
    <ToolbarButton label={label} onClick={onClick}>
      <svg className="graphiql-toolbar-icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
        <rect x="2.5" y="4" width="19" height="16" rx="2" />
        <path d="m6.5 9 3.5 3-3.5 3M12.5 15.5h5" />
      </svg>
    </ToolbarButton>
  )
}

function parsed(editor, what) {
  try {
    return tryParseJSONC(editor?.getValue())
  } catch (error) {
    throw new Error(`Nothing was copied: the ${what} ${error.message}`)
  }
}

async function copy(text) {
  // Only pages of https and of this machine have a clipboard.
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    )
  }
  const area = Object.assign(document.createElement('textarea'), { value: text })
  document.body.append(area)
  area.select()
  const copied = document.execCommand('copy')
  area.remove()
  return copied
}
