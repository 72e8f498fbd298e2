// SPDX-License-Identifier: Apache-2.0
// What the HTTP intake costs an event of 500 bytes, from the body to records: splitting, copying,
// the answer. Packing besides.
//   intake_http_bench [events]
#include <zlib.h>
#include <zstd.h>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <protozero/pbf_writer.hpp>

#include "bodies/hec.h"
#include "bodies/json_values.h"
#include "bodies/otlp.h"
#include "formats/lines.h"
#include "intake_http/bulk_answer.h"
#include "unpack/whole.h"

namespace {

using namespace lachan;
using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t kBatch = 1000;
const intake_http::Options kOptions;

std::string EventText(std::size_t n) {
  return fmt::format(
      R"({{"@timestamp":"2026-11-23T04:05:{:02}.250Z","host":{{"name":"PC{:04}.so.vn"}},"winlog":)"
      R"({{"channel":"Microsoft-Windows-Sysmon/Operational","event_id":1,"record_id":{},)"
      R"("event_data":{{"Image":"C:\\Windows\\System32\\cmd.exe","CommandLine":"cmd /c whoami {}",)"
      R"("ParentImage":"C:\\Windows\\explorer.exe","User":"SO\\an","ProcessId":"{}","Hashes":)"
      R"("SHA256={:064x}"}}}},"message":"Process Create"}})",
      n % 60, n % 700, n, n * 7919 % 1'000'003, n % 60'000, n * 0x9e3779b97f4a7c15U);
}

std::string Otlp() {
  std::string scope_logs, resource, attribute, value, resource_logs, request;
  protozero::pbf_writer(value).add_string(1, "PC0001.so.vn");
  {
    protozero::pbf_writer pair(attribute);
    pair.add_string(1, "host.name");
    pair.add_message(2, value);
  }
  protozero::pbf_writer(resource).add_message(1, attribute);
  protozero::pbf_writer scopes(scope_logs);
  for (std::size_t n = 0; n < kBatch; ++n) {
    std::string record, body;
    protozero::pbf_writer(body).add_string(
        1, fmt::format("Failed password for invalid user admin{} from 203.0.113.9 port {} ssh2 {}",
                       n, n % 60'000, std::string(300, 'x')));
    protozero::pbf_writer writer(record);
    writer.add_fixed64(1, 1'795'406'701'250'000'000U + n);
    writer.add_enum(2, 9);
    writer.add_string(3, "INFO");
    writer.add_message(5, body);
    for (const auto* name : {"log.file.path", "service.name"}) {
      std::string pair, text;
      protozero::pbf_writer(text).add_string(1, "/var/log/auth.log");
      protozero::pbf_writer pair_writer(pair);
      pair_writer.add_string(1, name);
      pair_writer.add_message(2, text);
      writer.add_message(6, pair);
    }
    scopes.add_message(2, record);
  }
  protozero::pbf_writer resources(resource_logs);
  resources.add_message(1, resource);
  resources.add_message(2, scope_logs);
  protozero::pbf_writer(request).add_message(1, resource_logs);
  return request;
}

std::string Gzip(const std::string& text) {
  std::string out(compressBound(text.size()) + 32, '\0');
  z_stream stream{};
  deflateInit2(&stream, 3, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string Zstd(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

void Measure(const char* what, std::size_t events, const std::string& body,
             const std::function<std::size_t(const std::string&)>& once) {
  if (once(body) != kBatch) {
    std::printf("%s: not %zu records\n", what, kBatch);
    std::exit(1);
  }
  const auto begin = SteadyClock::now();
  std::size_t done = 0;
  while (done < events) done += once(body);
  const double seconds = std::chrono::duration<double>(SteadyClock::now() - begin).count();
  std::printf(
      "%-36s %6.0f bytes/event %8.3f µs/event %8.0f MB/s\n", what,
      static_cast<double>(body.size()) / kBatch, seconds * 1e6 / static_cast<double>(done),
      static_cast<double>(body.size()) * static_cast<double>(done) / kBatch / seconds / 1e6);
}

intake_http::Batch NewBatch(const std::string& body) {
  static const pipeline::Sender kSender{SourceId{1}, AgencyId{1}, "", false};
  return {kOptions, kSender, "203.0.113.9", Instant{}, body.size()};
}

std::size_t Lines(const std::string& body) {
  auto batch = NewBatch(body);
  formats::LineReader lines(body);
  while (const auto line = lines.Next()) batch.Add(*line);
  return batch.items();
}

std::size_t Values(const std::string& body) {
  auto batch = NewBatch(body);
  bodies::JsonValues values(body);
  while (const auto value = values.Next()) batch.Add(*value);
  return batch.items();
}

std::size_t Bulk(const std::string& body) {
  auto batch = NewBatch(body);
  intake_http::BulkNotes notes("x");
  bodies::BulkReader reader(body);
  for (auto item = reader.Next(); item && *item; item = reader.Next()) {
    notes.Add(**item);
    batch.Add((*item)->document);
  }
  intake_http::Delivery delivery;
  delivery.token = "01J00000000000000000000000";
  if (notes.Answer(delivery, {}, "", 1).empty()) std::abort();
  return batch.items();
}

std::size_t Hec(const std::string& body) {
  auto batch = NewBatch(body);
  bodies::HecReader reader(std::string_view(body).substr(0, body.size() - bodies::kPadding));
  while (auto record = reader.Next()) batch.Add(*std::move(record));
  return batch.items();
}

std::size_t OtlpProtobuf(const std::string& body) {
  auto batch = NewBatch(body);
  (void)bodies::ReadOtlpProtobuf(body, {},
                                 [&](std::string&& record) { batch.Add(std::move(record)); });
  return batch.items();
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t events = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000;
  std::string lines, array = "[", bulk, bulk_ids, hec;
  for (std::size_t n = 0; n < kBatch; ++n) {
    const auto event = EventText(n);
    lines += event + "\n";
    array += (n == 0 ? "" : ",") + event;
    bulk += "{\"create\":{\"_index\":\"winlogbeat-8.15.0\"}}\n" + event + "\n";
    bulk_ids +=
        fmt::format("{{\"index\":{{\"_index\":\"logs\",\"_id\":\"{:032x}\"}}}}\n{}\n", n, event);
    hec += fmt::format("{{\"time\":1795406701.25,\"host\":\"may-{}\",\"event\":{}}}", n, event);
  }
  hec.append(bodies::kPadding, ' ');
  Measure("lines", events, lines, Lines);
  Measure("JSON values, one a line", events, lines, Values);
  Measure("JSON array", events, array + "]", Values);
  Measure("_bulk and its answer", events, bulk, Bulk);
  Measure("_bulk with ids", events, bulk_ids, Bulk);
  Measure("HEC", events, hec, Hec);
  Measure("OTLP, protobuf", events, Otlp(), OtlpProtobuf);
  Measure("gzip besides", events / 2, Gzip(lines), [](const std::string& packed) {
    return unpack::UnpackAll(packed, unpack::Packing::kGzip, {})->empty() ? 0 : kBatch;
  });
  Measure("zstd besides", events / 2, Zstd(lines), [](const std::string& packed) {
    return unpack::UnpackAll(packed, unpack::Packing::kZstd, {})->empty() ? 0 : kBatch;
  });
}
