// SPDX-License-Identifier: Apache-2.0
/// \file
/// Entities, declared once. A described struct gives an EntityInfo; everything generic (SQL, JSON,
/// OpenAPI, validation, pages) works on EntityInfo and Record, so nothing there is a template.
///
///   struct Supplier : schema::Row { schema::Line<1, 200> name; schema::Email email; };
///   BOOST_DESCRIBE_STRUCT(Supplier, (schema::Row), (name, email))
///   template <> inline constexpr schema::Naming schema::kNaming<Supplier>{
///       .name = "supplier", .path = "suppliers", .tenancy = schema::Tenancy::kAgency};
///   LACHAN_ENTITY(Supplier);            // and in one source file: LACHAN_ENTITY_CODE(Supplier);
#pragma once

#include <boost/describe/enumerators.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "schema/types.h"

namespace lachan::schema {

/// One stored value: null, whole number (also booleans 0/1 and instants in microseconds since
/// 1970 UTC), or text (also dates "yyyy-mm-dd", enumerators by name, JSON).
using Value = std::variant<std::monostate, std::int64_t, std::string>;
/// The values of one entity, in the order of EntityInfo::fields.
using Record = std::vector<Value>;

enum class FieldType : std::uint8_t {
  kText,
  kInteger,
  kBoolean,
  kInstant,
  kDate,
  kEnum,
  kReference,
};

/// One field of an entity.
struct FieldInfo {
  std::string_view name;  ///< Column, JSON key, and part of the label's key: "supplier.email".
  FieldType type = FieldType::kText;
  TextFormat format = TextFormat::kLine;
  bool nullable = false;                       ///< std::optional: null is a value.
  bool required = false;                       ///< A request that creates must give it.
  bool computed = false;                       ///< Set by the system.
  std::size_t min_length = 0, max_length = 0;  ///< Code points; texts only.
  std::int64_t minimum = INT64_MIN, maximum = INT64_MAX;
  std::vector<std::string_view> choices;  ///< Enumerators; enums only.
  std::string_view reference;             ///< Entity referred to; references only.
};

/// Whose rows a caller of limited reach sees.
enum class Tenancy : std::uint8_t {
  kShared,    ///< All who may read the entity read every row.
  kAgency,    ///< Row belongs to `agency_id`.
  kIdentity,  ///< The row *is* the agency: `id` is compared.
  kNobody,    ///< Only callers of full reach (sessions, tokens).
};

/// The part of a declaration that the struct cannot say.
struct Naming {
  std::string_view name;  ///< "contact_point": table, permission and text key.
  std::string_view path;  ///< "contact-points": in the API and the console.
  Tenancy tenancy = Tenancy::kShared;
  std::string_view title = "name";  ///< Field that names a row to people.
};
template <class T>
inline constexpr Naming kNaming{};

struct EntityInfo {
  std::string_view name, path, title;
  Tenancy tenancy = Tenancy::kShared;
  std::vector<FieldInfo> fields = {};
  Record defaults = {};  ///< Of a struct that nobody filled in.

  /// Index of a field, or -1.
  int Find(std::string_view field) const;
};

namespace internal {

template <class T>
struct IsText : std::false_type {};
template <TextFormat F, std::size_t Min, std::size_t Max>
struct IsText<Text<F, Min, Max>> : std::true_type {
  static constexpr TextFormat kFormat = F;
  static constexpr std::size_t kMin = Min, kMax = Max;
};
template <class T>
struct IsNumber : std::false_type {};
template <std::int64_t Low, std::int64_t High>
struct IsNumber<Number<Low, High>> : std::true_type {
  static constexpr std::int64_t kLow = Low, kHigh = High;
};
template <class T>
struct IsId : std::false_type {};
template <class Tag>
struct IsId<Id<Tag>> : std::true_type {
  static constexpr const char* kName = kReferenceName<Tag>;
};
template <class T>
struct IsComputed : std::false_type {};
template <class T>
struct IsComputed<Computed<T>> : std::true_type {
  using Inner = T;
};
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {
  using Inner = T;
};

template <class Enum>
std::vector<std::string_view> EnumNames() {
  std::vector<std::string_view> names;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>(
      [&](auto e) { names.push_back(e.name); });
  return names;
}

template <class T>
void FillField(FieldInfo& field) {
  if constexpr (IsComputed<T>::value) {
    FillField<typename IsComputed<T>::Inner>(field);
    field.computed = true;
    field.required = false;
  } else if constexpr (IsOptional<T>::value) {
    FillField<typename IsOptional<T>::Inner>(field);
    field.nullable = true;
    field.required = false;
  } else if constexpr (IsText<T>::value) {
    field.type = FieldType::kText;
    field.format = IsText<T>::kFormat;
    field.min_length = IsText<T>::kMin;
    field.max_length = IsText<T>::kMax;
    field.required = IsText<T>::kMin > 0;
    field.computed = field.format == TextFormat::kSecret;
  } else if constexpr (IsNumber<T>::value) {
    field.type = FieldType::kInteger;
    field.minimum = IsNumber<T>::kLow;
    field.maximum = IsNumber<T>::kHigh;
    field.required = IsNumber<T>::kLow > 0;
  } else if constexpr (IsId<T>::value) {
    field.type = FieldType::kReference;
    field.reference = IsId<T>::kName;
    field.required = true;
  } else if constexpr (std::is_same_v<T, bool>) {
    field.type = FieldType::kBoolean;
  } else if constexpr (std::is_enum_v<T>) {
    field.type = FieldType::kEnum;
    field.choices = EnumNames<T>();
  } else if constexpr (std::is_same_v<T, Instant>) {
    field.type = FieldType::kInstant;
    field.required = true;
  } else if constexpr (std::is_same_v<T, CivilDate>) {
    field.type = FieldType::kDate;
    field.required = true;
  } else {
    static_assert(std::is_same_v<T, std::int64_t>, "not a type that an entity may hold");
    field.type = FieldType::kInteger;
  }
}

template <class T>
Value ToValue(const T& member) {
  if constexpr (IsComputed<T>::value) {
    return ToValue(member.value);
  } else if constexpr (IsOptional<T>::value) {
    return member.has_value() ? ToValue(*member) : Value{};
  } else if constexpr (IsText<T>::value) {
    return member.value;
  } else if constexpr (IsNumber<T>::value || IsId<T>::value) {
    return std::int64_t{member.value};
  } else if constexpr (std::is_enum_v<T>) {
    std::string name;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto e) {
      if (e.value == member) name = e.name;
    });
    return name;
  } else if constexpr (std::is_same_v<T, Instant>) {
    return static_cast<std::int64_t>(member.time_since_epoch().count());
  } else if constexpr (std::is_same_v<T, CivilDate>) {
    return member.ok() ? FormatDate(member) : std::string();
  } else {
    return static_cast<std::int64_t>(member);
  }
}

template <class T>
void FromValue(const Value& value, T& member) {
  const auto* number = std::get_if<std::int64_t>(&value);
  const auto* text = std::get_if<std::string>(&value);
  if constexpr (IsComputed<T>::value) {
    FromValue(value, member.value);
  } else if constexpr (IsOptional<T>::value) {
    if (std::holds_alternative<std::monostate>(value)) {
      member.reset();
    } else {
      FromValue(value, member.emplace());
    }
  } else if constexpr (IsText<T>::value) {
    if (text != nullptr) member.value = *text;
  } else if constexpr (IsNumber<T>::value || IsId<T>::value) {
    if (number != nullptr) member.value = *number;
  } else if constexpr (std::is_enum_v<T>) {
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto e) {
      if (text != nullptr && *text == e.name) member = e.value;
    });
  } else if constexpr (std::is_same_v<T, Instant>) {
    if (number != nullptr) member = Instant{Duration{*number}};
  } else if constexpr (std::is_same_v<T, CivilDate>) {
    if (text != nullptr) {
      if (const auto date = ParseDate(*text)) member = *date;
    }
  } else {
    if (number != nullptr) member = static_cast<T>(*number);
  }
}

template <class T>
using Members = boost::describe::describe_members<T, boost::describe::mod_public |
                                                         boost::describe::mod_inherited>;

}  // namespace internal

template <class T>
Record ToRecord(const T& entity) {
  Record record;
  boost::mp11::mp_for_each<internal::Members<T>>(
      [&](auto member) { record.push_back(internal::ToValue(entity.*member.pointer)); });
  return record;
}

/// The generic description of entity T, or of a plain described struct of scalar members (a request
/// body); built once.
template <class T>
const EntityInfo& Describe() {
  static const EntityInfo kInfo = [] {
    constexpr Naming kNames = kNaming<T>;
    static_assert(!kNames.name.empty() || !std::is_base_of_v<Row, T>,
                  "specialise schema::kNaming<T> beside the struct");
    EntityInfo info{kNames.name, kNames.path, kNames.title, kNames.tenancy, {}, {}};
    boost::mp11::mp_for_each<internal::Members<T>>([&](auto member) {
      FieldInfo field;
      field.name = member.name;
      internal::FillField<std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>>(field);
      info.fields.push_back(std::move(field));
    });
    info.defaults = ToRecord(T{});
    return info;
  }();
  return kInfo;
}

/// `record` must come from Describe<T>()'s fields; missing tail values keep their defaults.
template <class T>
T FromRecord(const Record& record) {
  T entity;
  std::size_t i = 0;
  boost::mp11::mp_for_each<internal::Members<T>>([&](auto member) {
    if (i < record.size()) internal::FromValue(record[i], entity.*member.pointer);
    ++i;
  });
  return entity;
}

}  // namespace lachan::schema

// The functions of an entity are compiled once, where LACHAN_ENTITY_CODE stands; without the two
// they are compiled in every file that uses it, which is right and slow to build.
#define LACHAN_ENTITY(Type)                                                           \
  extern template const lachan::schema::EntityInfo& lachan::schema::Describe<Type>(); \
  extern template lachan::schema::Record lachan::schema::ToRecord<Type>(const Type&); \
  extern template Type lachan::schema::FromRecord<Type>(const lachan::schema::Record&)
#define LACHAN_ENTITY_CODE(Type)                                               \
  template const lachan::schema::EntityInfo& lachan::schema::Describe<Type>(); \
  template lachan::schema::Record lachan::schema::ToRecord<Type>(const Type&); \
  template Type lachan::schema::FromRecord<Type>(const lachan::schema::Record&)
