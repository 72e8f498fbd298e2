# SPDX-License-Identifier: Apache-2.0
"""Rows with which the walk over the rights fills the registers."""


def bodies(agency, name):
    """Of the registers that can be added to."""
    return {
        'systems': {'agency_id': agency, 'name': 'Hệ thống ' + name, 'level': 2,
                    'state': 'planned'},
        'address-ranges': {'agency_id': agency, 'network': f'10.{agency % 200}.0.0/16',
                           'note': name},
        'contact-points': {'agency_id': agency, 'name': 'Đầu mối ' + name},
        'suppliers': {'agency_id': agency, 'name': 'Nhà cung cấp ' + name},
        'teams': {'agency_id': agency, 'name': 'Tổ ' + name, 'established_on': '2026-01-05'},
        'experts': {'agency_id': agency, 'name': 'Chuyên gia ' + name,
                    'joined_on': '2026-01-05'},
        'sources': {'agency_id': agency, 'name': 'Nguồn ' + name},
        'assurance-records': {'agency_id': agency, 'kind': 'briefing',
                              'performed_on': '2026-01-05', 'summary': name},
        'devices': {'agency_id': agency, 'code': f'TB-{agency}', 'name': 'Máy ' + name},
        'device-events': {'agency_id': agency, 'performed_on': '2026-01-05', 'note': name},
        'account-attestations': {'agency_id': agency, 'period': '2026-01',
                                 'attested_on': '2026-01-05', 'attested_by': name},
        'supplier-reviews': {'agency_id': agency, 'performed_on': '2026-01-05',
                             'reviewer': name},
        'trainings': {'agency_id': agency, 'title': 'Khóa ' + name, 'held_on': '2026-01-05'},
        'campaigns': {'agency_id': agency, 'title': 'Đợt ' + name, 'held_on': '2026-01-05'},
        'budgets': {'agency_id': agency, 'year': 2026, 'it_total': 100, 'note': name},
        'budget-proposals': {'agency_id': agency, 'title': 'Đề xuất ' + name,
                             'performed_on': '2026-01-05'},
        'layer-evidence': {'agency_id': agency, 'layer': 1, 'performed_on': '2026-01-05',
                           'provider': name},
        'duty-reliefs': {'agency_id': agency, 'part': 'OB-05.scan', 'effect': 'pause',
                         'from_day': '2026-01-01', 'last_day': '2026-01-31', 'basis': name,
                         'decided_by': 'Chủ tịch'},
        'incidents': {'agency_id': agency, 'title': 'Vụ ' + name,
                      'detected_at': '2026-01-05T00:00:00Z'},
    }
