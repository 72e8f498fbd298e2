// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, it } from 'vitest';
import { fileNameOf, newRuleText, newUuid, readDraft, titleIn, writeDraft } from './draft';
import { rowsOf } from './exception_rows';
import { dateIn, endOfDay, exceptionText, isMomentary, latestExpiry, literal, quoted } from './exception_text';

describe('values of an exception', () => {
  it.each([
    ['plain', 'plain'], ['C:\\Windows\\x.exe', 'C:\\Windows\\x.exe'], ['100 %*', '100 %\\*'], ['a?', 'a\\?'],
    ['\\\\server\\share', '\\\\\\server\\share'], ['dir\\*', 'dir\\\\\\*'], ['end\\', 'end\\\\'],
  ])('%j has no wildcard left', (value, written) => expect(literal(value)).toBe(written));

  it('reads back as it was, by the rules of Sigma', () => {
    const read = (text: string) => text.replace(/\\([\\*?])|([*?])/g, (_, escaped: string | undefined, wild: string | undefined) => escaped ?? `<${wild}>`);
    for (const value of ['\\', '\\\\', '\\\\\\', '*\\', '\\*\\?', 'a\\\\*b', '\\n', '??**', 'C:\\a\\\\b\\*']) expect(read(literal(value))).toBe(value);
  });
  it('is quoted for YAML', () => {
    expect(quoted("it's")).toBe("'it''s'");
    expect(quoted('two\nlines')).toBe('"two\\nlines"');
    expect(quoted('\u0085')).toBe('"\\u0085"');
  });
});

describe('exceptionText', () => {
  it('asks for all fields', () => {
    expect(exceptionText([
      { field: 'User', test: 'equals', value: 'backup' }, { field: 'Image', test: 'endswith', value: '\\veeam.exe' },
      { field: 'EventID', test: 'equals', value: '4624' }, { field: 'SourceIp', test: 'cidr', value: '10.0.0.0/8' },
    ])).toBe("selection:\n  User: 'backup'\n  Image|endswith: '\\veeam.exe'\n  EventID: 4624\n  SourceIp|cidr: '10.0.0.0/8'\ncondition: selection\n");
  });
  it('takes several values of a field as alternatives, and words anywhere together', () => {
    expect(exceptionText([
      { field: 'User', test: 'equals', value: 'a' }, { field: 'User', test: 'equals', value: 'b' }, { field: 'User', test: 'equals', value: 'b' },
      { field: '', test: 'contains', value: 'sqlmap' },
    ])).toBe("selection:\n  User:\n    - 'a'\n    - 'b'\nkeywords:\n  '|all':\n    - 'sqlmap'\ncondition: selection and keywords\n");
  });
  it('keeps numbers that are texts as texts, and odd names', () => {
    expect(exceptionText([{ field: 'code', test: 'equals', value: '007' }, { field: 'cs uri', test: 'contains', value: '1' }]))
      .toBe("selection:\n  code: '007'\n  'cs uri|contains': '1'\ncondition: selection\n");
  });
  it('is empty without fields: it would hold for everything', () => expect(exceptionText([{ field: '', test: 'contains', value: '' }])).toBe(''));
});

describe('fields of an alert', () => {
  it('are ticked where the rule met them, what passes comes last', () => {
    const rows = rowsOf([{ field: 'Image', value: 'x' }, { field: '', value: 'word' }],
      [{ field: 'UtcTime', value: 'now' }, { field: 'Image', value: 'x' }, { field: 'User', value: 'u' }, { field: 'Empty', value: '' }]);
    expect(rows.map((r) => [r.field, r.isOn])).toEqual([['Image', true], ['', true], ['User', false], ['UtcTime', false]]);
  });
  it.each(['UtcTime', 'ProcessGuid', 'ProcessId', 'EventRecordID', 'EventID', '@timestamp', 'LogonId'])('%s passes', (f) => expect(isMomentary(f)).toBe(true));
  it.each(['User', 'Image', 'CommandLine', 'SourceIp', 'Runtime_name', 'OriginalFileName'])('%s stays', (f) => expect(isMomentary(f)).toBe(false));
});

describe('the end of an exception', () => {
  it('is at most twelve months away, in Viet Nam', () => {
    expect(latestExpiry(Date.parse('2026-11-26T18:00:00Z'))).toBe('2027-11-27');
    expect(latestExpiry(Date.parse('2028-02-29T01:00:00Z'))).toBe('2029-02-28');
    expect(dateIn(90, Date.parse('2026-11-26T10:00:00Z'))).toBe('2027-02-24');
    expect(endOfDay('2027-02-24')).toBe('2027-02-24T16:59:59Z');
  });
});

describe('own rules', () => {
  beforeEach(() => sessionStorage.clear());
  it('have a name for their file', () => {
    expect(fileNameOf('Dò mật khẩu SSH: đợt 2')).toBe('do-mat-khau-ssh-dot-2');
    expect(titleIn("id: 1\ntitle: 'Dò mật khẩu'\n")).toBe('Dò mật khẩu');
    expect(titleIn('no title')).toBe('');
  });
  it('begin with an id of their own', () => {
    expect(newUuid()).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect(newUuid()).not.toBe(newUuid());
    expect(newRuleText('Lan "SOC"', '2026-11-26', { title: 'T', description: 'D', falsepositive: 'F' })).toContain('author: "Lan \\"SOC\\""\ndate: 2026-11-26\n');
  });
  it('outlive a reload while unsaved', () => {
    const draft = { text: 'a', tests: 'b', name: 'c', hash: 'd' };
    writeDraft('x', draft);
    expect(readDraft('x')).toEqual(draft);
    writeDraft('x', null);
    expect(readDraft('x')).toBeNull();
    sessionStorage.setItem('lachan.own_rule.y', '{broken');
    expect(readDraft('y')).toBeNull();
  });
});
