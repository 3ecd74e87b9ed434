import { graphql } from 'react-relay'

// Fetched again by its id: Relay asks `node(id:)` for it.
export const meeting = graphql`
  fragment Meeting_meeting on Meeting
  @refetchable(queryName: "MeetingRefetchQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 10 }, cursor: { type: "String" }) {
    title
    state
    startsAt
    room {
      name
    }
    sessions(first: $count, after: $cursor) @connection(key: "Meeting_sessions") {
      edges {
        node {
          startedAt
          attendance(first: 5) {
            nodes {
              joinedAt
            }
          }
        }
      }
    }
  }
`

// Pages from the back, as a device's latest commands are read.
export const commands = graphql`
  fragment Meeting_commands on Meeting
  @refetchable(queryName: "MeetingCommandsQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 10 }, cursor: { type: "String" }) {
    commands(last: $count, before: $cursor) @connection(key: "Meeting_commands") {
      edges {
        node {
          type
          state
        }
      }
    }
  }
`
