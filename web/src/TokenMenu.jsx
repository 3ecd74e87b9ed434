// The menu with the demo's tokens, or a field for one where the gateway offers none; and whether it is accepted.
import { useGraphiQLActions } from '@graphiql/react'
import { useEffect, useRef, useSyncExternalStore } from 'react'

import { refusal, token } from './token'

function choose(text) {
  if (text.trim() !== token.snapshot.value) token.choose(text.trim())
}

export function TokenMenu() {
  const { offered, value, refused, isKnown } = useSyncExternalStore(token.subscribe, () => token.snapshot)
  const { introspect } = useGraphiQLActions()
  const asked = useRef()

  // The schema may have been refused to the one before; GraphiQL asks for it by itself with the first.
  useEffect(() => {
    if (asked.current !== undefined && asked.current !== value) introspect()
    if (isKnown) asked.current = value
  }, [value, isKnown])

  return (
    <div className="explorer-token">
      {!isKnown ? null : offered.length > 0 ? (
        <label>
          Token
          <select value={value} onChange={(event) => token.choose(event.target.value)}>
            {offered.map(({ tenant, role, token: told }) => (
              <option key={told} value={told}>
                {tenant} {role}
              </option>
            ))}
          </select>
        </label>
      ) : (
        <label>
          Token
          <input
            type="password"
            autoComplete="off"
            spellCheck={false}
            placeholder="paste a token"
            defaultValue={value}
            // Not at each key: a token that is not whole is none.
            onBlur={(event) => choose(event.target.value)}
            onKeyDown={(event) => event.key === 'Enter' && choose(event.target.value)}
          />
        </label>
      )}
      {refused && (
        <p role="alert" className="explorer-refusal">
          {refusal()}
        </p>
      )}
    </div>
  )
}
