// Writes the schema in the short form that Graphcache takes.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { getIntrospectedSchema, minifyIntrospectionQuery } from '@urql/introspection'
import { buildSchema, introspectionFromSchema } from 'graphql'

const text = readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8')
const introspection = introspectionFromSchema(buildSchema(text, { assumeValidSDL: true }), { descriptions: false })

mkdirSync(new URL('src/generated/', import.meta.url), { recursive: true })
const target = new URL('src/generated/schema.json', import.meta.url)
writeFileSync(target, JSON.stringify(minifyIntrospectionQuery(getIntrospectedSchema(introspection))))
