// SPDX-License-Identifier: Apache-2.0
#include "register/reorganisation_request.h"

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>

#include "schema/json.h"

namespace lachan::registry {
namespace json = boost::json;
namespace {

/// The fields that are plain; the lists are read by hand.
struct Head {
  ReorganisationKind kind = ReorganisationKind::merge;
  CivilDate effective_on{};
  schema::Line<1, 100> decision_number;
  std::optional<CivilDate> decision_date;
  schema::Paragraph<2000> basis;
  schema::Paragraph<1000> note;
  schema::Number<0, 1000> heir;
  bool disable_accounts = false;
  schema::Line<0, 200> new_name;
  schema::Code<0, 40> new_code;
  schema::Line<0, 80> new_short_name;
};
BOOST_DESCRIBE_STRUCT(Head, (),
                      (kind, effective_on, decision_number, decision_date, basis, note, heir,
                       disable_accounts, new_name, new_code, new_short_name))

std::unexpected<Error> Wrong(std::string field, std::string message) {
  Error error(ErrorCode::kInvalidInput, fmt::format("wrong field {}", field));
  return std::unexpected(std::move(error).WithField(std::move(field), std::move(message)));
}

Result<std::int64_t> IdIn(const json::value& value, const std::string& place) {
  boost::system::error_code error;
  const auto number = value.to_number<std::int64_t>(error);
  if (error || number <= 0) return Wrong(place, "not_a_number");
  return number;
}

/// The list under `key`, taken out of `body`; empty when absent.
Result<json::array> TakeList(json::object& body, const char* key, std::size_t limit) {
  const auto* value = body.if_contains(key);
  json::array list;
  if (value != nullptr && !value->is_null()) {
    if (!value->is_array()) return Wrong(key, "not_a_list");
    list = value->get_array();
  }
  if (list.size() > limit) return Wrong(key, fmt::format("too_many:{}", limit));
  body.erase(key);
  return list;
}

Result<Successor> ParseSuccessor(const json::value& value, CivilDate from,
                                 const std::string& place) {
  if (!value.is_object()) return Wrong(place, "not_an_object");
  json::object body = value.get_object();
  Successor successor;
  if (const auto* id = body.if_contains("agency_id"); id != nullptr && !id->is_null()) {
    LACHAN_TRY(successor.existing.value, IdIn(*id, place + ".agency_id"));
    return successor;
  }
  body.erase("agency_id");
  body["valid_from"] = FormatDate(from);
  const auto& info = schema::Describe<Agency>();
  auto record = schema::FromJson(info, body, schema::Intent::kCreate, info.defaults);
  if (!record) {
    Error error(ErrorCode::kInvalidInput, record.error().message());
    for (const auto& field : record.error().fields()) {
      error.AddField({place + "." + field.name, field.message});
    }
    return std::unexpected(std::move(error));
  }
  successor.fresh = schema::FromRecord<Agency>(*record);
  return successor;
}

Result<Assignment> ParseAssignment(const json::value& value, const std::string& place) {
  if (!value.is_object()) return Wrong(place, "not_an_object");
  const auto& body = value.get_object();
  const auto* entity = body.if_contains("entity");
  const auto* id = body.if_contains("id");
  const auto* to = body.if_contains("to");
  if (entity == nullptr || !entity->is_string() || id == nullptr || to == nullptr) {
    return Wrong(place, "required");
  }
  Assignment assignment;
  assignment.entity = std::string(entity->get_string());
  LACHAN_TRY(assignment.id, IdIn(*id, place + ".id"));
  boost::system::error_code error;
  const auto index = to->to_number<std::int64_t>(error);
  if (error || index < 0) return Wrong(place + ".to", "not_a_number");
  assignment.to = static_cast<std::size_t>(index);
  return assignment;
}

void SetHead(const Head& head, ReorganisationRequest& request) {
  request.kind = head.kind;
  request.effective_on = head.effective_on;
  request.decision_number = head.decision_number.value;
  request.decision_date = head.decision_date;
  request.basis = head.basis.value;
  request.note = head.note.value;
  request.heir = static_cast<std::size_t>(head.heir.value);
  request.disable_accounts = head.disable_accounts;
  request.new_name = head.new_name.value;
  request.new_code = head.new_code.value;
  request.new_short_name = head.new_short_name.value;
}

}  // namespace

Result<ReorganisationRequest> ParseReorganisation(const json::object& given,
                                                  const RequestLimits& limits) {
  json::object body = given;
  LACHAN_TRY(const auto predecessors, TakeList(body, "predecessors", limits.units));
  LACHAN_TRY(const auto successors, TakeList(body, "successors", limits.units));
  LACHAN_TRY(const auto assignments, TakeList(body, "assignments", limits.assignments));
  LACHAN_TRY(const Head head, schema::Decode<Head>(body));
  ReorganisationRequest request;
  SetHead(head, request);
  for (std::size_t i = 0; i < predecessors.size(); ++i) {
    LACHAN_TRY(const auto id, IdIn(predecessors[i], fmt::format("predecessors.{}", i)));
    request.predecessors.push_back(AgencyId{id});
  }
  for (std::size_t i = 0; i < successors.size(); ++i) {
    LACHAN_TRY(auto successor, ParseSuccessor(successors[i], request.effective_on,
                                              fmt::format("successors.{}", i)));
    request.successors.push_back(std::move(successor));
  }
  for (std::size_t i = 0; i < assignments.size(); ++i) {
    LACHAN_TRY(auto assignment, ParseAssignment(assignments[i], fmt::format("assignments.{}", i)));
    request.assignments.push_back(std::move(assignment));
  }
  return request;
}

json::object ToJson(const ReorganisationRequest& request) {
  json::object body;
  body["kind"] = boost::describe::enum_to_string(request.kind, "");
  body["effective_on"] = FormatDate(request.effective_on);
  body["decision_number"] = request.decision_number;
  if (request.decision_date) body["decision_date"] = FormatDate(*request.decision_date);
  body["basis"] = request.basis;
  body["note"] = request.note;
  body["heir"] = static_cast<std::int64_t>(request.heir);
  body["disable_accounts"] = request.disable_accounts;
  body["new_name"] = request.new_name;
  body["new_code"] = request.new_code;
  body["new_short_name"] = request.new_short_name;
  json::array predecessors, successors, assignments;
  for (const AgencyId id : request.predecessors) predecessors.push_back(id.value);
  const auto& info = schema::Describe<Agency>();
  for (const Successor& successor : request.successors) {
    if (successor.existing) {
      successors.push_back(json::object{{"agency_id", successor.existing.value}});
      continue;
    }
    json::object fresh = schema::ToJson(info, schema::ToRecord(successor.fresh));
    for (const auto& field : info.fields) {
      if (field.computed || field.name == "valid_from") fresh.erase(field.name);
    }
    successors.push_back(std::move(fresh));
  }
  for (const Assignment& one : request.assignments) {
    assignments.push_back(json::object{
        {"entity", one.entity}, {"id", one.id}, {"to", static_cast<std::int64_t>(one.to)}});
  }
  body["predecessors"] = std::move(predecessors);
  body["successors"] = std::move(successors);
  body["assignments"] = std::move(assignments);
  return body;
}

}  // namespace lachan::registry
