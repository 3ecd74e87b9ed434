// What the page asks, as documents.
import { gql } from '@apollo/client'

const ROW = gql`
  fragment Row on Meeting {
    id
    vendor
    title
    state
    startsAt
  }
`

export const MEETINGS = gql`
  query Meetings($filter: MeetingFilter!, $after: String) {
    meetings(first: 5, after: $after, filter: $filter) {
      edges {
        cursor
        node {
          ...Row
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
      unavailable {
        vendor
        missing
        message
      }
    }
  }
  ${ROW}
`

export const CHANGES = gql`
  subscription Changes($ids: [ID!]!) {
    meetingStates(ids: $ids) {
      ...Row
    }
  }
  ${ROW}
`

export const SCHEDULE = gql`
  mutation Schedule($input: ScheduleMeetingInput!) {
    scheduleMeeting(input: $input) {
      meeting {
        ...Row
      }
      problems {
        code
        message
        path
      }
      replayed
    }
  }
  ${ROW}
`
