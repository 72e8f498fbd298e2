// SPDX-License-Identifier: Apache-2.0
#include "intake_kafka/client.h"

#include <array>

#include "base/text.h"

namespace lachan::intake_kafka {
namespace {

constexpr std::size_t kErrorBytes = 512;

struct DestroyList {
  void operator()(rd_kafka_topic_partition_list_t* list) const {
    rd_kafka_topic_partition_list_destroy(list);
  }
};
using List = std::unique_ptr<rd_kafka_topic_partition_list_t, DestroyList>;

List ListOf(std::span<const Place> places) {
  List list(rd_kafka_topic_partition_list_new(static_cast<int>(places.size())));
  for (const Place& place : places) {
    rd_kafka_topic_partition_list_add(list.get(), place.topic.c_str(), place.partition)->offset =
        place.offset;
  }
  return list;
}

std::vector<Place> PlacesOf(const rd_kafka_topic_partition_list_t* list) {
  std::vector<Place> places;
  for (int i = 0; list != nullptr && i < list->cnt; ++i) {
    const auto& one = list->elems[i];
    places.push_back({one.topic, one.partition, one.offset});
  }
  return places;
}

std::unexpected<Error> Failed(std::string_view what, rd_kafka_resp_err_t code) {
  return Fail(ErrorCode::kUnavailable, "{}: {}", what, rd_kafka_err2str(code));
}

int Ms(std::chrono::milliseconds time) { return static_cast<int>(time.count()); }

}  // namespace

std::vector<std::pair<std::string, std::string>> Properties(const KafkaIntake::Options& options) {
  const Connection& connection = options.connection;
  std::vector<std::pair<std::string, std::string>> all{
      {"bootstrap.servers", fmt::format("{}", fmt::join(connection.brokers, ","))},
      {"client.id", options.client},
      {"group.id", options.group},
      {"session.timeout.ms", std::to_string(options.session.count())},
      {"heartbeat.interval.ms", std::to_string(options.session.count() / 5)},
      // Topics with one partition each are shared out, too.
      {"partition.assignment.strategy", "roundrobin"},
      {"enable.auto.commit", "false"},
      {"enable.auto.offset.store", "false"},
      // Only where a position is out of range: what is still there is read.
      {"auto.offset.reset", "earliest"},
      {"check.crcs", "true"},
      {"queued.max.messages.kbytes", "16384"},
      {"topic.metadata.refresh.interval.ms", "60000"},
      {"reconnect.backoff.max.ms", "10000"},
      {"security.protocol", connection.security},
  };
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) all.emplace_back(name, value);
  };
  add("ssl.ca.location", connection.ca_file);
  add("ssl.certificate.location", connection.certificate);
  add("ssl.key.location", connection.key);
  add("ssl.key.password", connection.key_password.Reveal());
  add("sasl.mechanism", connection.mechanism);
  add("sasl.username", connection.user);
  add("sasl.password", connection.password.Reveal());
  return all;
}

Result<std::unique_ptr<Client>> Client::Open(const KafkaIntake::Options& options,
                                             Listener& listener) {
  std::unique_ptr<Client> client(new Client(listener));
  std::array<char, kErrorBytes> text{};
  rd_kafka_conf_t* const conf = rd_kafka_conf_new();
  for (const auto& [name, value] : Properties(options)) {
    if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), text.data(), text.size()) !=
        RD_KAFKA_CONF_OK) {
      rd_kafka_conf_destroy(conf);
      // The library's words may hold the value, which may be a secret.
      return Fail(ErrorCode::kInvalidInput, "Kafka: '{}' cannot be used for {}",
                  name.ends_with("password") ? "…" : PrintableForLog(value), name);
    }
  }
  rd_kafka_conf_set_opaque(conf, client.get());
  rd_kafka_conf_set_rebalance_cb(
      conf, [](rd_kafka_t*, rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* list,
               void* opaque) { static_cast<Client*>(opaque)->Rebalance(code, list); });
  rd_kafka_conf_set_error_cb(conf, [](rd_kafka_t*, int code, const char* why, void* opaque) {
    static_cast<Client*>(opaque)->listener_.OnError(static_cast<rd_kafka_resp_err_t>(code),
                                                    PrintableForLog(why));
  });
  rd_kafka_conf_set_offset_commit_cb(conf, [](rd_kafka_t*, rd_kafka_resp_err_t code,
                                              rd_kafka_topic_partition_list_t*, void* opaque) {
    if (code == RD_KAFKA_RESP_ERR__NO_OFFSET) return;
    static_cast<Client*>(opaque)->listener_.OnCommitted(
        code == RD_KAFKA_RESP_ERR_NO_ERROR ? Status()
                                           : Failed("the brokers take no positions", code));
  });
  // Errors come by the callback above; the rest is of no use to an operator.
  rd_kafka_conf_set_log_cb(conf, [](const rd_kafka_t*, int, const char*, const char*) {});
  client->handle_ = rd_kafka_new(RD_KAFKA_CONSUMER, conf, text.data(), text.size());
  if (client->handle_ == nullptr) {
    rd_kafka_conf_destroy(conf);
    return Fail(ErrorCode::kInvalidInput, "Kafka: {}", PrintableForLog(text.data(), kErrorBytes));
  }
  rd_kafka_poll_set_consumer(client->handle_);
  return client;
}

Client::~Client() {
  if (handle_ != nullptr) rd_kafka_destroy_flags(handle_, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
}

void Client::Close() {
  if (handle_ == nullptr) return;
  rd_kafka_consumer_close(handle_);
  rd_kafka_destroy(handle_);
  handle_ = nullptr;
}

Status Client::Subscribe(std::span<const std::string> topics) {
  std::vector<Place> places;
  for (const std::string& topic : topics) places.push_back({topic, RD_KAFKA_PARTITION_UA, 0});
  const auto code = rd_kafka_subscribe(handle_, ListOf(places).get());
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return Failed("Kafka: subscribing", code);
  return {};
}

Message Client::Poll(std::chrono::milliseconds patience) const {
  return Message(rd_kafka_consumer_poll(handle_, Ms(patience)));
}

void Client::Rebalance(rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* partitions) {
  if (code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
    listener_.OnAssigned(PlacesOf(partitions));
    return;
  }
  listener_.OnRevoked(rd_kafka_assignment_lost(handle_) != 0);
  rd_kafka_assign(handle_, nullptr);
}

void Client::Assign(std::span<const Place> places) {
  rd_kafka_assign(handle_, ListOf(places).get());
}

Result<std::vector<Place>> Client::Committed(std::span<const Place> places,
                                             std::chrono::milliseconds patience) const {
  const List list = ListOf(places);
  const auto code = rd_kafka_committed(handle_, list.get(), Ms(patience));
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return Failed("asking for positions", code);
  for (int i = 0; i < list->cnt; ++i) {
    if (list->elems[i].err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return Failed("asking for positions", list->elems[i].err);
    }
  }
  return PlacesOf(list.get());
}

Status Client::Commit(std::span<const Place> places, bool waits) {
  const auto code = rd_kafka_commit(handle_, ListOf(places).get(), waits ? 0 : 1);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return Failed("the brokers take no positions", code);
  return {};
}

void Client::Pause(std::span<const Place> places) {
  rd_kafka_pause_partitions(handle_, ListOf(places).get());
}

void Client::Resume(std::span<const Place> places) {
  rd_kafka_resume_partitions(handle_, ListOf(places).get());
}

Status Client::Seek(const Place& place, std::chrono::milliseconds patience) {
  const List list = ListOf({&place, 1});
  if (rd_kafka_error_t* const error = rd_kafka_seek_partitions(handle_, list.get(), Ms(patience))) {
    const auto code = rd_kafka_error_code(error);
    rd_kafka_error_destroy(error);
    return Failed("going back", code);
  }
  if (list->elems[0].err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Failed("going back", list->elems[0].err);
  }
  return {};
}

std::optional<std::pair<std::int64_t, std::int64_t>> Client::KnownEnds(const Place& place) const {
  std::int64_t low = -1, high = -1;
  const auto code =
      rd_kafka_get_watermark_offsets(handle_, place.topic.c_str(), place.partition, &low, &high);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR || high < 0) return std::nullopt;
  return std::pair{low, high};
}

Result<std::pair<std::int64_t, std::int64_t>> Client::AskEnds(
    const Place& place, std::chrono::milliseconds patience) const {
  std::int64_t low = 0, high = 0;
  const auto code = rd_kafka_query_watermark_offsets(handle_, place.topic.c_str(), place.partition,
                                                     &low, &high, Ms(patience));
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return Failed("asking for the ends", code);
  return std::pair{low, high};
}

std::string Client::ClusterId(std::chrono::milliseconds patience) const {
  char* const id = rd_kafka_clusterid(handle_, Ms(patience));
  if (id == nullptr) return {};
  std::string text(id);
  rd_kafka_mem_free(handle_, id);
  return text;
}

Status Client::Probe(std::chrono::milliseconds patience) const {
  const rd_kafka_metadata_t* metadata = nullptr;
  const auto code = rd_kafka_metadata(handle_, 0, nullptr, &metadata, Ms(patience));
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return Failed("no broker answers", code);
  rd_kafka_metadata_destroy(metadata);
  return {};
}

}  // namespace lachan::intake_kafka
