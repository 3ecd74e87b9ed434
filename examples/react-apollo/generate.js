// Writes what the cache has to know of the schema: which types stand behind an interface or union, and which have no id.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { buildSchema, isAbstractType, isObjectType } from 'graphql'

const text = readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8')
const schema = buildSchema(text, { assumeValidSDL: true })
const types = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('_'))
const names = (list) => list.map((type) => type.name)

const possibleTypes = Object.fromEntries(
  types.filter(isAbstractType).map((type) => [type.name, names(schema.getPossibleTypes(type))]),
)
const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
const valueTypes = names(
  types.filter((type) => isObjectType(type) && !type.getFields().id && !roots.includes(type)),
)

mkdirSync(new URL('src/generated/', import.meta.url), { recursive: true })
const target = new URL('src/generated/schema.json', import.meta.url)
writeFileSync(target, `${JSON.stringify({ possibleTypes, valueTypes }, null, 2)}\n`)
