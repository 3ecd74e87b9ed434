// Composes the subgraphs given as files with the library given; prints the errors and the supergraph as JSON.
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import * as apollo from '@apollo/composition'
import * as guild from '@theguild/federation-composition'
import { parse } from 'graphql'

const [library, ...files] = process.argv.slice(2)
const subgraphs = files.map((file) => {
  const name = basename(file, '.graphql')
  return { name, url: `https://${name}.example/graphql`, typeDefs: parse(readFileSync(file, 'utf8')) }
})
const { errors = [], supergraphSdl = null } = { apollo, guild }[library].composeServices(subgraphs)
console.log(JSON.stringify({ errors: errors.map(({ message }) => message), supergraph: supergraphSdl }))
