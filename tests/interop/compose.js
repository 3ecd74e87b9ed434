// Composes the subgraphs given as files with the library given; prints the errors and the supergraph as JSON.
// A file may be followed by `=` and the address at which its subgraph is served.
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import * as apollo from '@apollo/composition'
import * as guild from '@theguild/federation-composition'
import { parse } from 'graphql'

const [library, ...places] = process.argv.slice(2)
const subgraphs = places.map((place) => {
  const [file, address] = place.split('=')
  const name = basename(file, '.graphql')
  const url = address ?? `https://${name}.example/graphql`
  return { name, url, typeDefs: parse(readFileSync(file, 'utf8')) }
})
const { errors = [], supergraphSdl = null } = { apollo, guild }[library].composeServices(subgraphs)
console.log(JSON.stringify({ errors: errors.map(({ message }) => message), supergraph: supergraphSdl }))
