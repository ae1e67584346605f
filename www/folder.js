//! The live folder's hands: the folder that a person chose, kept for the next visit, and files replaced as a whole.
//! Only those who use one load this.

const DATABASE = 'haulout';
const STORE = 'folder';
const ACCESS = { mode: 'readwrite' };
// As many bytes as tell whose file it is, and when what is in it ends.
const HEAD_BYTES = 512;
// The marker stands in the first line, or in the first member.
const MARKED_BYTES = 256;

let record;
// What reads and changes the record happens one after the other, so that nothing of it is lost.
let turn;

/** What was kept: name, place and permission; nothing where nothing was. */
export const recall = async () => {
  await inTurn(async () => {
    record = await stored('readonly', (store) => store.get(0));
  });
  return record && [record.label, record.location, await record.handle.queryPermission(ACCESS)];
};

/** Lets a person choose, and makes a folder inside. */
export const choose = async () => {
  const chosen = await showDirectoryPicker({ id: 'haulout', startIn: 'documents', ...ACCESS });
  // Only this one is kept: nobody has to allow more of the computer at the next visit.
  const handle = await chosen.getDirectoryHandle('haulout', { create: true });
  await keep(() => ({ handle, label: `${chosen.name}/haulout`, location: '', written: [] }));
};

/** Asks for the permission that ended with the last visit. */
export const requestPermission = () => record.handle.requestPermission(ACCESS);

/** Remembers where the folder is, as the person wrote it. */
export const setLocation = (location) => keep((last) => ({ ...last, location }));

export const forget = () =>
  inTurn(async () => {
    await settled(indexedDB.deleteDatabase(DATABASE));
    record = undefined;
  });

/** Replaces a file of ours, or makes one: whoever reads it sees the old one or the new one. */
export const replace = async (name, text, marker) => {
  const present = await head(name);
  // An empty file is what is left where writing ended before it began; nothing is lost with it.
  if (present && !isOurs(present, marker)) throw new DOMException(name, 'ForeignFile');
  await write(name, text);
};

/**
 * Puts `blank` in the place of credentials that nobody will replace any more: of ours, those that ended before `now`,
 * and those that this portal wrote for other files than the `kept` ones. The `live` ones are left alone. Both are lists
 * with commas; `*` keeps whatever has not ended, for a session that may come back. What another portal wrote into the
 * same folder is left to it for as long as it lives.
 */
export const sweep = async (now, live, kept, marker, blank) => {
  const names = [];
  for await (const [name, { kind }] of record.handle.entries()) {
    if (kind === 'file' && name.endsWith('.json') && !live.split(',').includes(name)) names.push(name);
  }
  for (const name of names) {
    const text = (await head(name)) ?? '';
    // UTC seconds of one form: the earlier one sorts first.
    const end = text.match(/"expirationTimestamp":"(.*?)"/)?.[1];
    const abandoned = kept !== '*' && record.written.includes(name) && !kept.split(',').includes(name);
    if (end && isOurs(text, marker) && (abandoned || end < now)) await write(name, blank);
  }
};

const write = async (name, text) => {
  // Kept first, so that what a crash leaves behind is known to be ours.
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

/** The beginning of a file; nothing where there is none. */
const head = async (name) => {
  try {
    return await (await (await record.handle.getFileHandle(name)).getFile()).slice(0, HEAD_BYTES).text();
  } catch (error) {
    if (error.name !== 'NotFoundError') throw error;
  }
};

const isOurs = (text, marker) => text.slice(0, MARKED_BYTES).includes(marker);

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
