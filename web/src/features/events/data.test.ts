// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { EventView } from '@/api/types';
import { behind, byteOfIndex, cellOf, condition, countFields, errorParts, errorPlace, gistOf, indexOfByte, narrowed, splitAt, splitCommands } from './data';
import { namesOf } from './names';
import { acted } from './value_menu';

const event = (fields: [string, string][]): EventView => ({
  id: '1', time: '', received_at: '', clock_suspect: false, source_id: 0, agency_id: 7, system_id: 0, host: 'web', peer: '', transport: '', format: '', raw: 'x',
  fields: fields.map(([name, value]) => ({ name, value })),
}) as EventView;

describe('hunt conditions', () => {
  it('quotes what is not a plain word', () => {
    expect(condition('host', 'web-01')).toBe('host:web-01');
    expect(condition('User', 'a b"c', true)).toBe('NOT User:"a b\\"c"');
    expect(condition('x', 'a*')).toBe('x:"a*"');
    expect(condition('x', 'OR')).toBe('x:"OR"');
    expect(condition('x', '/admin/')).toBe('x:"/admin/"');
  });
  it('writes backslashes as they are, but before a quotation mark', () => {
    expect(condition('Image', 'C:\\Windows\\a b.exe')).toBe('Image:"C:\\Windows\\a b.exe"');
    expect(condition('p', 'C:\\x\\')).toBe('p:"C:\\x\\\\"');
    expect(condition('p', '\\"')).toBe('p:"\\\\\\""');
  });
  it('keeps the meaning of a query with OR', () => {
    expect(narrowed('a OR b', 'host:x')).toBe('(a OR b) host:x');
    expect(narrowed('  ', 'host:x')).toBe('host:x');
  });
  it('puts a condition before the commands', () => {
    expect(narrowed('a | count by b', 'host:x')).toBe('a host:x | count by b');
    expect(narrowed('| count by b', 'host:x')).toBe('host:x | count by b');
    expect(behind('a OR b | top 5 user', ['user:x'])).toBe('(a OR b) user:x');
  });
  it('knows a command from a | in a text', () => {
    expect(splitCommands('CEF:0|a|b "x | y" | head 5')).toEqual(['CEF:0|a|b "x | y"', '| head 5']);
    expect(splitCommands('f:"a\\" | b" c')).toEqual(['f:"a\\" | b" c', '']);
  });
  it('does what the menu says', () => {
    const value = { field: 'user', value: 'an' };
    expect(acted('a | count', 'include', value)).toBe('a user:an | count');
    expect(acted('a', 'exclude', value)).toBe('a NOT user:an');
    expect(acted('a', 'only', value)).toBe('user:an');
    expect(acted('a OR b | head 3', 'group', value)).toBe('a OR b | count by user');
    expect(acted('a', 'copy', value)).toBeNull();
  });
});

describe('names', () => {
  const names = namesOf(
    [{ id: 1, code: 'SNV', name: 'Sở Nội vụ', kind: 'department' }],
    [{ id: 4, agency_id: 1, name: 'Tường lửa' }, { id: 5, agency_id: 1, name: 'Cổng' }, { id: 6, agency_id: 1, name: 'cổng' }, { id: 7, agency_id: 1, name: '2024' }],
  );
  it('stand in conditions where they mean one', () => {
    expect(condition('agency', names.written('agency', '1'))).toBe('agency:SNV');
    expect(condition('source', names.written('source', '4'))).toBe('source:"Tường lửa"');
    expect(names.written('source', '5')).toBe('5');
    expect(names.written('source', '7')).toBe('7');
    expect(names.written('source', '99')).toBe('99');
    expect(names.written('user', '1')).toBe('1');
  });
  it('are shown in place of ids', () => {
    expect(names.shown('agency', '1')).toBe('Sở Nội vụ');
    expect(names.shown('source', '6')).toBe('cổng');
    expect(names.shown('source', '99')).toBe('99');
    expect(names.shown('host', '1')).toBe('1');
  });
});

describe('error position', () => {
  it('is read from the field message', () => {
    expect(errorPlace('hunt.term.missing@3')).toEqual({ code: 'hunt.term.missing', at: 3, length: 0, suggestion: '' });
    expect(errorPlace('hunt.command.unknown@4+5=count')).toEqual({ code: 'hunt.command.unknown', at: 4, length: 5, suggestion: 'count' });
    expect(errorPlace('bad')).toBeNull();
  });
  it('is told in one language', () => {
    const detail = 'query, position 4: Thiếu điều kiện. / A condition is missing. (user:admin)';
    expect(errorParts(detail, 'vi')).toEqual({ text: 'Thiếu điều kiện.', position: 4, example: 'user:admin' });
    expect(errorParts(detail, 'en').text).toBe('A condition is missing.');
    expect(errorParts('other', 'vi')).toEqual({ text: 'other', position: 0, example: '' });
  });
  it('keeps parentheses of the text, and what has no place or example', () => {
    const large = 'query, position 12: Quá lớn (lặp nhiều). / Too large (it repeats). (x{1,100})';
    expect(errorParts(large, 'en')).toEqual({ text: 'Too large (it repeats).', position: 12, example: 'x{1,100}' });
    expect(errorParts('query: Đây là bảng. / This is a table.', 'vi')).toEqual({ text: 'Đây là bảng.', position: 0, example: '' });
  });
  it('counts bytes', () => {
    expect(splitAt('đông sơn x', 7, 4)).toEqual(['đông ', 'sơn', ' x']);
    expect(splitAt('a cuont b', 2, 0)).toEqual(['a ', 'cuont', ' b']);
    expect(splitAt('a', 1, 1)).toEqual(['a', '', '']);
    expect(indexOfByte('đa', byteOfIndex('đa', 1))).toBe(1);
  });
});

describe('events', () => {
  it('counts a field once an event', () => {
    expect(countFields([event([['a', '1'], ['a', '2'], ['b', '']]), event([['a', '3'], ['c', '1']])])).toEqual([{ name: 'a', count: 2 }, { name: 'c', count: 1 }]);
  });
  it('is told by its telling fields, but a line as it is', () => {
    const of = (raw: string) => gistOf({ ...event([['CommandLine', 'whoami'], ['RecordID', '7'], ['eventid', '1'], ['User', '']]), raw });
    expect(of('{"EventID":1}')).toEqual([['eventid', '1'], ['CommandLine', 'whoami']]);
    expect(of('<Event/>')).toHaveLength(2);
    expect(gistOf({ ...event([['QueryName', 'a.vn'], ['User', 'an'], ['Image', 'x']]), raw: '{}' }).map(([name]) => name)).toEqual(['Image', 'User', 'QueryName']);
    expect(of('<38>Nov 30 sshd: Failed password')).toEqual([]);
    expect(gistOf({ ...event([['a', '1']]), raw: '{}' })).toEqual([]);
  });
  it('gives the value of a column', () => {
    expect(cellOf(event([['User', 'an'], ['user', 'b']]), 'USER')).toBe('an; b');
    expect(cellOf(event([]), 'agency')).toBe('7');
  });
});
