import { graphql } from 'react-relay'

export const page = graphql`
  query MeetingListQuery($count: Int!, $vendors: [Vendor!]) {
    ...MeetingList_page @arguments(count: $count, vendors: $vendors)
  }
`

// Pages on by the connection: Relay makes a query of its own out of it.
export const list = graphql`
  fragment MeetingList_page on Query
  @refetchable(queryName: "MeetingListPaginationQuery")
  @argumentDefinitions(
    count: { type: "Int", defaultValue: 20 }
    cursor: { type: "String" }
    vendors: { type: "[Vendor!]" }
  ) {
    meetings(first: $count, after: $cursor, filter: { vendors: $vendors }) @connection(key: "MeetingList_meetings") {
      edges {
        node {
          id
          ...Meeting_meeting
        }
      }
      unavailable {
        vendor
        code
      }
    }
  }
`
