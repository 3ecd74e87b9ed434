// Calls to the four vendors, and what the schema says of their rows. Times stay milliseconds until they are printed.
import { Pool } from 'undici';

const CONNECTIONS = 64;
const HARBOUR = '65f0000000000000000000c1';
const firstPort = Number(process.env.VENDORS_PORT);

function account(place, headers) {
  const pool = new Pool(`http://127.0.0.1:${firstPort + place}`, { connections: CONNECTIONS });
  return async function read(path, more) {
    const { statusCode, body } = await pool.request({ path, method: 'GET', headers: more ?? headers });
    if (statusCode === 200) return body.json();
    await body.dump();
    throw new Error(`The vendor answered ${statusCode}.`);
  };
}

const basic = Buffer.from('enablex-demo-app:enablex-demo-key').toString('base64');
const telecomx = account(0);
const enablex = account(1, { authorization: `Basic ${basic}`, 'x-app-type': 'vc' });
const vconnct = account(2, { license: 'vconnct-demo-license' });
const vsee = account(3, { 'x-accountcode': 'harbour', 'x-apitoken': 'vsee-demo-admin-token' });

const MINUTE = 60_000;
const text = (value) => (value == null || value === '' ? null : String(value));
const utc = (stamp) => Date.parse(`${stamp.replace(' ', 'T')}Z`);
const day = (offset) => new Date(Date.now() + offset * 24 * 60 * MINUTE).toISOString().slice(0, 10);

export const globalId = (type, vendor, ...keys) =>
  Buffer.from(`1:${type}:${vendor}:${keys.map(encodeURIComponent).join(':')}`).toString('base64url');
export const keyOf = (id) => decodeURIComponent(Buffer.from(id, 'base64url').toString().split(':')[3]);

// Telecomx

const CONFERENCE_STATES = {
  CREATED: 'SCHEDULED', AWAITS_PROVISION: 'SCHEDULED', PROVISIONED_OK: 'SCHEDULED', STARTED: 'RUNNING', CLOSED: 'ENDED',
};
let loggedIn;

async function logIn() {
  const answer = await fetch(`http://127.0.0.1:${firstPort}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'gateway@harbour-clinic.example', password: 'telecomx-demo' }),
  });
  return { authorization: `Bearer ${(await answer.json()).token}` };
}

async function conferences() {
  const headers = await (loggedIn ??= logIn());
  const window = `customer=${HARBOUR}&dateFrom=${day(-365)}&dateTo=${day(365)}`;
  const rows = await telecomx(`/flexcare/videochat/meetings?${window}`, headers);
  return rows.map((row) => {
    const starts = Date.parse(row.startTime);
    const ends = Date.parse(row.endTime);
    return {
      vendor: 'TELECOMX',
      vendorId: row._id,
      title: text(row.subject),
      description: text(row.description),
      state: CONFERENCE_STATES[row.state] ?? 'UNKNOWN',
      vendorState: row.state,
      starts,
      ends,
      durationMinutes: Math.round((ends - starts) / MINUTE),
      hostId: text(row.employee),
    };
  });
}

// EnableX

const STAGES = { upcoming: 'SCHEDULED', current: 'RUNNING', past: 'ENDED' };
const APPS = { vc: false, web: true };
const PAGE = 50;

function stageOf(starts, ends) {
  const now = Date.now();
  if (now < starts) return 'SCHEDULED';
  return now < ends ? 'RUNNING' : 'ENDED';
}

function appointment(row) {
  // The blank at the end of the name is the vendor's.
  const starts = utc(row['start_time ']);
  const durationMinutes = Number(row.duration);
  const ends = starts + durationMinutes * MINUTE;
  const title = text(row.room_name);
  return {
    vendor: 'ENABLEX',
    vendorId: row.meeting_id,
    title,
    description: text(row.desc),
    state: row.stage ? (STAGES[row.stage] ?? 'UNKNOWN') : stageOf(starts, ends),
    vendorState: text(row.stage),
    starts,
    ends,
    durationMinutes,
    hostId: text(row.user_id),
    isWebinar: APPS[row.app_type] ?? null,
    room: { id: globalId('Room', 'ENABLEX', 'meeting', row.meeting_id), kind: 'MEETING', name: title },
  };
}

async function appointments(first) {
  const found = [];
  for (let page = 1; found.length < first; page += 1) {
    const query = `order_by=start_time&order_qualify=asc&page=${page}&page_length=${PAGE}`;
    const { meetings } = await enablex(`/ucaas/v1/meetings?${query}`);
    found.push(...meetings.map(appointment));
    if (meetings.length < PAGE) break;
  }
  return found;
}

export async function appointmentOf(key) {
  return appointment((await enablex(`/ucaas/v1/meetings/${encodeURIComponent(key)}`)).meeting);
}

export async function callsOf(key) {
  const query = `page=1&page_length=${PAGE}&search_by=meeting_id&search_string=${encodeURIComponent(key)}`;
  const { sessions } = await enablex(`/ucaas/v1/sessions?${query}`);
  return sessions
    .map((row) => ({
      id: globalId('Session', 'ENABLEX', key, row.session_id),
      started: utc(row.session_start),
      ended: utc(row.session_end),
    }))
    .sort((one, other) => other.started - one.started);
}

// VConnct

async function consultations() {
  const { data } = await vconnct('/api/v1/list_meetings/');
  return data.map((row) => ({
    vendor: 'VCONNCT',
    vendorId: row.meeting_id,
    title: text(row.title),
    welcomeText: text(row.welcome_text),
    state: row.is_running ? 'RUNNING' : 'SCHEDULED',
    vendorState: row.is_running ? 'running' : 'idle',
    starts: null,
    ends: null,
  }));
}

export async function sessionsOf(key) {
  const { data } = await vconnct(`/api/v1/list_sessions/?meeting_id=${key}`);
  return data
    .map((row) => ({
      id: globalId('Session', 'VCONNCT', key, row.session_id),
      key: row.session_id,
      started: Date.parse(row.session_start_time),
      ended: Date.parse(row.session_end_time),
    }))
    .sort((one, other) => other.started - one.started);
}

export async function attendanceOf(key) {
  const { data } = await vconnct(`/api/v1/list_attendance/?session_id=${key}`);
  return data
    .map((row) => ({ fullName: text(row.full_name), joined: Date.parse(row.joined_date) }))
    .sort((one, other) => one.joined - other.joined);
}

// VSee

const VISIT_STATES = { 10: 'SCHEDULED', 30: 'RUNNING', 40: 'CANCELLED' };

async function visits() {
  const { data } = await vsee('/api_v3/visits?fields=all');
  return data.map((row) => ({
    vendor: 'VSEE',
    vendorId: String(row.id),
    state: VISIT_STATES[row.status] ?? 'UNKNOWN',
    vendorState: text(row.status),
    starts: row.start * 1000,
    ends: row.end * 1000,
    durationMinutes: Math.floor((row.end - row.start) / 60),
    hostId: text(row.provider_id),
    accountId: text(row.account_code),
    roomNumber: text(row.room_id),
  }));
}

const roomAt = async (code) => (await vsee(`/api_v3/rooms/${encodeURIComponent(code)}`)).data;

// A visit names its room by a number that only the room itself tells: all rooms are read for them, once.
let codes;

async function codesByNumber() {
  const { data } = await vsee(`/api_v3/rooms?page=1&limit=${PAGE}`);
  const rooms = await Promise.all(data.map((row) => roomAt(row.code)));
  return new Map(rooms.map((room) => [String(room.id), room.code]));
}

export async function roomOf(number) {
  const room = await roomAt((await (codes ??= codesByNumber())).get(number));
  return { id: globalId('Room', 'VSEE', room.code), kind: 'WAITING', name: text(room.name), code: text(room.code) };
}

export const LISTS = { TELECOMX: conferences, ENABLEX: appointments, VCONNCT: consultations, VSEE: visits };
