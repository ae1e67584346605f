//! The live folder: remembers the folder that the user chose, and replaces files in it atomically. Loaded only by users
//! of a live folder.

const DATABASE = 'haulout';
const STORE = 'folder';
const ACCESS = { mode: 'readwrite' };
// Enough bytes of a file for the marker and the expiry.
const HEAD_BYTES = 512;
// The marker is in the first line or the first member.
const MARKED_BYTES = 256;

let record;
// Reads and changes of the record are serialized, so that no change is lost.
let turn;

/** Returns label, path and permission of the kept folder; undefined if there is none. */
export const recall = async () => {
  await inTurn(async () => {
    record = await stored('readonly', (store) => store.get(0));
  });
  return record && [record.label, record.location, await record.handle.queryPermission(ACCESS)];
};

/** Shows the dialog to choose a folder, and creates a folder in it. */
export const choose = async () => {
  const chosen = await showDirectoryPicker({ id: 'haulout', startIn: 'documents', ...ACCESS });
  // Only the inner folder is kept, so that the next visit needs no permission for more than that.
  const handle = await chosen.getDirectoryHandle('haulout', { create: true });
  await keep(() => ({ handle, label: `${chosen.name}/haulout`, location: '', written: [] }));
};

/** Requests the permission, which may have ended with the last visit. */
export const requestPermission = () => record.handle.requestPermission(ACCESS);

/** Stores the folder's path, as the user entered it. */
export const setLocation = (location) => keep((last) => ({ ...last, location }));

export const forget = () =>
  inTurn(async () => {
    await settled(indexedDB.deleteDatabase(DATABASE));
    record = undefined;
  });

/** Creates a file, or atomically replaces one with the marker. */
export const replace = async (name, text, marker) => {
  const present = await head(name);
  // An interrupted write leaves an empty file, which may be replaced.
  if (present && !hasMarker(present, marker)) throw new DOMException(name, 'ForeignFile');
  await write(name, text);
};

/**
 * Overwrites credentials that will not be replaced any more with `blank`: files with the marker whose credential
 * expired before `now`, and files that this portal wrote and that are not in `kept`. Files in `live` are skipped. Both
 * are comma-separated lists; `*` keeps all files until they expire, for a session that may be restored. Unexpired files
 * of another portal in the same folder are kept.
 */
export const sweep = async (now, live, kept, marker, blank) => {
  const names = [];
  for await (const [name, { kind }] of record.handle.entries()) {
    if (kind === 'file' && name.endsWith('.json') && !live.split(',').includes(name)) names.push(name);
  }
  for (const name of names) {
    const text = (await head(name)) ?? '';
    // UTC times of one format sort as texts.
    const end = text.match(/"expirationTimestamp":"(.*?)"/)?.[1];
    const abandoned = kept !== '*' && record.written.includes(name) && !kept.split(',').includes(name);
    if (end && hasMarker(text, marker) && (abandoned || end < now)) await write(name, blank);
  }
};

const write = async (name, text) => {
  // Recorded before writing, so that a sweep after a crash finds the file.
  if (!record.written.includes(name)) await keep((last) => ({ ...last, written: [...last.written, name] }));
  const file = await record.handle.getFileHandle(name, { create: true });
  const stream = await file.createWritable();
  try {
    await stream.write(text);
    await stream.close();
  } catch (error) {
    await stream.abort().catch(() => {});
    throw error;
  }
};

/** The beginning of a file; undefined if it does not exist. */
const head = async (name) => {
  try {
    return await (await (await record.handle.getFileHandle(name)).getFile()).slice(0, HEAD_BYTES).text();
  } catch (error) {
    if (error.name !== 'NotFoundError') throw error;
  }
};

const hasMarker = (text, marker) => text.slice(0, MARKED_BYTES).includes(marker);

const keep = (change) =>
  inTurn(async () => {
    const changed = change(record);
    await stored('readwrite', (store) => store.put(changed, 0));
    record = changed;
  });

const inTurn = (act) => (turn = Promise.resolve(turn).then(act, act));

const stored = async (mode, act) => {
  const opening = indexedDB.open(DATABASE);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const database = await settled(opening);
  try {
    return await settled(act(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
};

const settled = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
