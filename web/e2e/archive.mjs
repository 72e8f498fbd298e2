// SPDX-License-Identifier: Apache-2.0
// A .zip of texts, stored as they are.

const table = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; ++k) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});
const crc = (bytes) => (bytes.reduce((c, b) => table[(c ^ b) & 255] ^ (c >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;

function header(signature, name, bytes, middle) {
  const sizes = Buffer.alloc(12);
  sizes.writeUInt32LE(crc(bytes), 0);
  sizes.writeUInt32LE(bytes.length, 4);
  sizes.writeUInt32LE(bytes.length, 8);
  const lengths = Buffer.alloc(4);
  lengths.writeUInt16LE(name.length, 0);
  // Version 2.0, names in UTF-8, stored, 1 January 2026.
  const fixed = Buffer.from([20, 0, 0, 8, 0, 0, 0, 0, 0x21, 0x5c]);
  return Buffer.concat([Buffer.from(signature), ...(middle ? [Buffer.from([20, 0])] : []), fixed, sizes, lengths]);
}

/** \param files  {path: text} */
export function zip(files) {
  const parts = [];
  const directory = [];
  let at = 0;
  for (const [path, text] of Object.entries(files)) {
    const name = Buffer.from(path);
    const bytes = Buffer.from(text);
    const local = Buffer.concat([header('PK\u0003\u0004', name, bytes, false), name, bytes]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    directory.push(header('PK\u0001\u0002', name, bytes, true), place, name);
    parts.push(local);
    at += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  const count = Object.keys(files).length;
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, list, end]);
}
