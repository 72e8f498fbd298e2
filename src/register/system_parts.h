// SPDX-License-Identifier: Apache-2.0
/// \file
/// What belongs to an information system: products, further domains, links, suppliers.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>

#include "register/entities.h"

namespace lachan {

template <>
inline constexpr const char* kReferenceName<Supplier> = "supplier";

BOOST_DEFINE_ENUM_CLASS(ProductKind, hardware, operating_system, application, database, network,
                        library)

/// A product that a system is made of; with its CPE name advisories and findings find it.
struct SystemProduct : schema::Row {
  AgencyId agency_id;
  SystemId system_id;
  schema::Line<1, 200> name;
  ProductKind kind = ProductKind::application;
  schema::Line<0, 120> vendor;
  schema::Line<0, 80> product_version;
  schema::Line<0, 400> cpe;  ///< CPE 2.3 formatted string (NISTIR 7695), or empty.
  schema::Number<0, 100000> quantity = 1;
  schema::Line<0, 200> place;  ///< Host, room or zone.
  std::optional<Id<Supplier>> supplier_id;
  std::optional<CivilDate> supported_until;
  schema::Paragraph<2000> note;
};
BOOST_DESCRIBE_STRUCT(SystemProduct, (schema::Row),
                      (agency_id, system_id, name, kind, vendor, product_version, cpe, quantity,
                       place, supplier_id, supported_until, note))
template <>
inline constexpr schema::Naming schema::kNaming<SystemProduct>{
    .name = "system_product", .path = "system-products", .tenancy = Tenancy::kAgency};
LACHAN_ENTITY(SystemProduct);

/// A further domain of a system; its subdomains belong to it too.
struct SystemDomain : schema::Row {
  AgencyId agency_id;
  SystemId system_id;
  schema::Text<schema::TextFormat::kDomain, 1, 253> domain;
  schema::Line<0, 200> note;
};
BOOST_DESCRIBE_STRUCT(SystemDomain, (schema::Row), (agency_id, system_id, domain, note))
template <>
inline constexpr schema::Naming schema::kNaming<SystemDomain>{.name = "system_domain",
                                                              .path = "system-domains",
                                                              .tenancy = Tenancy::kAgency,
                                                              .title = "domain"};
LACHAN_ENTITY(SystemDomain);

BOOST_DEFINE_ENUM_CLASS(LinkDirection, sends, receives, both)

/// A link to another system, of the same agency, another one, or outside the register.
struct SystemLink : schema::Row {
  AgencyId agency_id;
  SystemId system_id;
  std::optional<SystemId> other_system_id;
  schema::Line<0, 200> other_name;  ///< When the other system is not in the register.
  LinkDirection direction = LinkDirection::both;
  schema::Line<0, 300> content;  ///< What goes over it.
  schema::Line<0, 120> protocol;
  bool is_encrypted = false;
};
BOOST_DESCRIBE_STRUCT(SystemLink, (schema::Row),
                      (agency_id, system_id, other_system_id, other_name, direction, content,
                       protocol, is_encrypted))
template <>
inline constexpr schema::Naming schema::kNaming<SystemLink>{
    .name = "system_link", .path = "system-links", .tenancy = Tenancy::kAgency, .title = "content"};
LACHAN_ENTITY(SystemLink);

/// That a supplier works on a system.
struct SystemSupplier : schema::Row {
  AgencyId agency_id;
  SystemId system_id;
  Id<Supplier> supplier_id;
  schema::Line<0, 200> work;
  bool has_remote_access = false;
};
BOOST_DESCRIBE_STRUCT(SystemSupplier, (schema::Row),
                      (agency_id, system_id, supplier_id, work, has_remote_access))
template <>
inline constexpr schema::Naming schema::kNaming<SystemSupplier>{.name = "system_supplier",
                                                                .path = "system-suppliers",
                                                                .tenancy = Tenancy::kAgency,
                                                                .title = "work"};
LACHAN_ENTITY(SystemSupplier);

}  // namespace lachan
