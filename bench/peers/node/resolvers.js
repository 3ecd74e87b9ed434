// The resolvers that all gateways of this folder share: loaders of one operation, and one merged list.
import { readFileSync } from 'node:fs';
import DataLoader from 'dataloader';
import { LISTS, appointmentOf, attendanceOf, callsOf, globalId, keyOf, roomOf, sessionsOf } from './vendors.js';

const NAMES = Object.keys(LISTS);
const DEFAULT_FIRST = 20;

const printed = (time) => (time == null ? null : new Date(time).toISOString());
const each = (read) => new DataLoader((keys) => Promise.all(keys.map(read)));

/** What has the right order: by time, those without one last; then by vendor, then by the vendor's id. */
function inOrder(one, other) {
  if (one.starts !== other.starts) return (one.starts ?? Infinity) - (other.starts ?? Infinity);
  if (one.vendor !== other.vendor) return NAMES.indexOf(one.vendor) - NAMES.indexOf(other.vendor);
  if (one.vendorId === other.vendorId) return 0;
  return one.vendorId < other.vendorId ? -1 : 1;
}

async function meetings(_, { first = DEFAULT_FIRST, filter }) {
  const wanted = filter?.vendors ?? NAMES;
  const lists = await Promise.allSettled(wanted.map((vendor) => LISTS[vendor](first)));
  const unavailable = wanted.filter((_, place) => lists[place].status === 'rejected').map((vendor) => ({ vendor }));
  const nodes = lists.flatMap((list) => list.value ?? []).sort(inOrder).slice(0, first);
  return { nodes, unavailable };
}

export const typeDefs = readFileSync(new URL('./schema.graphql', import.meta.url), 'utf8');

export const resolvers = {
  Query: {
    meetings,
    meeting: (_, { id }) => appointmentOf(keyOf(id)),
  },
  Meeting: {
    id: (meeting) => globalId('Meeting', meeting.vendor, meeting.vendorId),
    startsAt: (meeting) => printed(meeting.starts),
    endsAt: (meeting) => printed(meeting.ends),
    room: ({ room, roomNumber }, _, { rooms }) => room ?? (roomNumber ? rooms.load(roomNumber) : null),
    sessions: async ({ vendor, vendorId }, _, { calls, sessions }) => ({
      nodes: await (vendor === 'VCONNCT' ? sessions : calls).load(vendorId),
    }),
  },
  Session: {
    startedAt: (session) => printed(session.started),
    endedAt: (session) => printed(session.ended),
    attendance: async ({ key }, _, { attendance }) => ({ nodes: await attendance.load(key) }),
  },
  Attendance: {
    joinedAt: (arrival) => printed(arrival.joined),
  },
};

/** The loaders of one operation. */
export const loaders = () => ({
  rooms: each(roomOf),
  calls: each(callsOf),
  sessions: each(sessionsOf),
  attendance: each(attendanceOf),
});

export const address = { host: '127.0.0.1', port: Number(process.env.PORT) };
