// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { Agency } from './data';
import { emptyDraft, groupAgencies, inputOf, isComplete } from './model';

const agency = (id: number, kind: string, name: string, parent: number | null = null): Agency => ({
  id, code: `C${id}`, name, short_name: '', former_names: '', aliases: '', kind, parent_id: parent, head: '', address: '', phone: '', email: '',
  website: '', id_code: '', area_code: '', source_note: '', is_coordinator: false, valid_from: '2022-01-01', valid_to: null,
});

describe('agencies in groups', () => {
  it('puts units below their parent and orders names as Vietnamese does', () => {
    const groups = groupAgencies([agency(1, 'commune', 'Xã Đông'), agency(2, 'department', 'Sở Y'), agency(3, 'department', 'Chi cục', 2), agency(4, 'commune', 'Xã An')]);
    expect(groups.map((g) => [g.kind, g.total])).toEqual([['department', 2], ['commune', 2]]);
    expect(groups[0]?.nodes[0]?.children?.map((n) => n.id)).toEqual([3]);
    expect(groups[1]?.nodes.map((n) => n.id)).toEqual([4, 1]);
  });

  it('shows a unit whose parent is not in the list at the top', () => {
    expect(groupAgencies([agency(3, 'department', 'Chi cục', 99)])[0]?.nodes[0]?.id).toBe(3);
  });
});

describe('what a draft asks', () => {
  it('is complete with a decision, who ends and who goes on', () => {
    const draft = { ...emptyDraft('merge', '2026-11-01'), decision_number: '1', predecessors: [2] };
    expect(isComplete(draft)).toBe(true);
    expect(isComplete({ ...draft, successors: [{ agency_id: 0 }] })).toBe(false);
    expect(isComplete({ ...draft, successors: [{ code: '', name: 'Mới', kind: 'department' }] })).toBe(false);
  });

  it('leaves out assignments to successors that were removed', () => {
    const draft = { ...emptyDraft('split', '2026-11-01'), successors: [{ agency_id: 1 }, { agency_id: 2 }], systems: { 7: 1, 8: 2 } };
    expect(inputOf(draft).assignments).toEqual([{ entity: 'system', id: 7, to: 1 }]);
  });

  it('of a rename names no successor', () => {
    const input = inputOf({ ...emptyDraft('rename', '2026-11-01'), successors: [{ agency_id: 1 }], new_name: 'Mới' });
    expect(input.successors).toEqual([]);
    expect(input.new_name).toBe('Mới');
  });
});
