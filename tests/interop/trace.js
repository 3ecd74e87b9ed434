// Reads a federated trace with Apollo's own definition of it; prints it as JSON, and what it is when written again.
import protobuf from '@apollo/usage-reporting-protobuf'

const { Trace } = protobuf
const [text] = process.argv.slice(2)
const trace = Trace.decode(Buffer.from(text, 'base64'))
const again = Buffer.from(Trace.encode(trace).finish()).toString('base64')
const told = Trace.toObject(trace, { longs: Number, enums: String })
console.log(JSON.stringify({ wrong: Trace.verify(trace), again, trace: told }))
