// Prints what graphql-eslint's presets for schemas and for Relay say of the schema file given, as JSON.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import plugin from '@graphql-eslint/eslint-plugin'
import { ESLint } from 'eslint'
import { parse, visit } from 'graphql'

const VALUES = [
  'Attendance',
  'CallerRateLimit',
  'Capacity',
  'CommandCompensation',
  'CommandParameters',
  'CommandTransition',
  'CompensationCounts',
  'Conflict',
  'ConflictReport',
  'Consultation',
  'DeviceSettings',
  'DialIn',
  'Drift',
  'InvalidInput',
  'InvitedContact',
  'InvitedGroup',
  'Invitees',
  'JoinByLink',
  'JoinByMutation',
  'JoinLink',
  'JoinUnavailable',
  'KeyReused',
  'Lobby',
  'LobbyImage',
  'LobbyMedia',
  'LobbyOptions',
  'MeetingConflict',
  'MeetingLocks',
  'MeetingParticipant',
  'MeetingSettings',
  'NotAllowed',
  'NotFound',
  'NotSupported',
  'PageInfo',
  'Pins',
  'Plan',
  'PollOption',
  'Presence',
  'Recording',
  'RoomQueue',
  'SettingsTemplate',
  'Specialty',
  'TimeZone',
  'VendorProblem',
  'VendorRejected',
  'VendorStatus',
  'VendorUnavailable',
  'Visit',
]

const rules = {
  ...plugin.configs['flat/schema-recommended'].rules,
  ...plugin.configs['flat/schema-relay'].rules,
  // The preset asks for those of root fields alone, and of none where there are several root types: it joins their names
  // by commas in a regular expression.
  '@graphql-eslint/require-description': [
    'error',
    { types: true, DirectiveDefinition: true, FieldDefinition: true },
  ],
  // Things have ids; values are parts of a thing and are never fetched by themselves. A new type is one or the other.
  '@graphql-eslint/strict-id-in-types': ['error', { exceptions: { types: VALUES, suffixes: ['Connection', 'Edge', 'Payload'] } }],
  // Connections are for lists that grow; a meeting's three links are a plain list, as a page's `nodes` are. And who came
  // to a session has no id of its own at any vendor.
  '@graphql-eslint/relay-edge-types': [
    'error',
    { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false },
  ],
  // A list over several vendors is merged from their pages, which run forwards only.
  '@graphql-eslint/relay-arguments': ['error', { includeBoth: false }],
}

const file = resolve(process.argv[2])
const published = readFileSync(file, 'utf8')
const federation = fileURLToPath(new URL('federation.graphql', import.meta.url))

// The federation and GraphQL itself chose these names and left out the descriptions. Blanks keep the lines' numbers.
let ours = published
const blank = ({ loc }) => {
  const blanks = published.slice(loc.start, loc.end).replace(/[^\n]/g, ' ')
  ours = ours.slice(0, loc.start) + blanks + ours.slice(loc.end)
}
visit(parse(published), {
  enter(node) {
    const name = node.name?.value ?? ''
    const isTheirs = name.startsWith('_') || (node.kind === 'DirectiveDefinition' && name === 'oneOf')
    if (isTheirs && /Definition$/.test(node.kind)) {
      blank(node)
      return false
    }
  },
})

const eslint = new ESLint({
  cwd: fileURLToPath(new URL('.', import.meta.url)),
  overrideConfigFile: true,
  overrideConfig: {
    files: ['**/*.graphql'],
    plugins: { '@graphql-eslint': plugin },
    languageOptions: {
      parser: plugin.parser,
      parserOptions: { graphQLConfig: { schema: [file, federation] } },
    },
    rules,
  },
})
const [{ messages }] = await eslint.lintText(ours, { filePath: 'schema.graphql' })
console.log(JSON.stringify(messages.map(({ line, ruleId, message }) => `${line}: ${message} (${ruleId})`)))
