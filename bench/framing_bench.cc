// SPDX-License-Identifier: Apache-2.0
// What it costs to cut what senders give into records: syslog by lines and counted, RELP, files.
// Items are records of about 250 bytes, read in pieces of 64 KiB as a socket gives them.
#include <fmt/format.h>

#include <chrono>
#include <functional>

#include "core/event.h"
#include "formats/relp.h"
#include "formats/syslog_framing.h"
#include "intake_files/cut.h"

namespace lachan {
namespace {

constexpr int kRecords = 20'000;
constexpr std::size_t kPiece = 64u << 10;

std::string Message(int n) {
  return fmt::format(
      "<134>1 2026-11-23T04:05:06.{:06}Z fw{:02}.syt.gov.vn kernel {} - - [UFW BLOCK] IN=eth0 OUT= "
      "MAC=52:54:00:aa:bb:cc SRC=203.0.113.{} DST=10.20.30.40 LEN=60 TOS=0x00 PREC=0x00 TTL=52 "
      "ID={} DF PROTO=TCP SPT={} DPT=443 WINDOW=64240 RES=0x00 SYN URGP=0",
      n % 1'000'000, n % 40, n % 30'000, n % 250, n % 65'000, 1024 + n % 60'000);
}

template <class Frame>
std::string Stream(Frame frame) {
  std::string bytes;
  for (int n = 0; n < kRecords; ++n) bytes += frame(n, Message(n));
  return bytes;
}

/// Runs `once` for about two seconds and prints what a record costs.
void Measure(const char* what, std::size_t bytes, const std::function<std::size_t()>& once) {
  const auto begun = std::chrono::steady_clock::now();
  std::size_t records = 0, rounds = 0;
  std::chrono::duration<double> took{};
  while (took.count() < 2) {
    records += once();
    ++rounds;
    took = std::chrono::steady_clock::now() - begun;
  }
  fmt::print("{:<16} {:6.0f} ns a record, {:6.0f} MB/s ({} records)\n", what,
             took.count() * 1e9 / static_cast<double>(records),
             static_cast<double>(bytes * rounds) / took.count() / 1e6, records);
}

template <class Take>
void Pieces(const char* what, const std::string& bytes, Take take) {
  Measure(what, bytes.size(), [&] {
    std::size_t records = 0;
    for (std::size_t at = 0; at < bytes.size(); at += kPiece) {
      records += take(std::string_view(bytes).substr(at, kPiece));
    }
    return records;
  });
}

std::size_t Records(std::vector<std::string> messages) {
  std::vector<RawRecord> records;
  records.reserve(messages.size());
  for (std::string& message : messages) {
    RawRecord& record = records.emplace_back();
    record.text = std::move(message);
    record.peer = "203.0.113.10";
    record.transport = Transport::kSyslogTcp;
  }
  return records.size();
}

void Run() {
  const std::string lines = Stream([](int, const std::string& m) { return m + '\n'; });
  formats::SyslogFramer by_line;
  Pieces("syslog lines", lines,
         [&](std::string_view piece) { return Records(by_line.Feed(piece)); });
  const std::string counts =
      Stream([](int, const std::string& m) { return fmt::format("{} {}", m.size(), m); });
  formats::SyslogFramer counted;
  Pieces("syslog counted", counts,
         [&](std::string_view piece) { return Records(counted.Feed(piece)); });
  const std::string relp = Stream([](int n, const std::string& m) {
    return formats::ComposeRelp(static_cast<std::uint32_t>(n), "syslog", m);
  });
  formats::RelpFramer framer;
  Pieces("RELP", relp, [&](std::string_view piece) {
    std::vector<formats::RelpFrame> frames;
    return framer.Feed(piece, frames) ? frames.size() : 0;
  });
  Measure("files", lines.size(), [&] {
    std::size_t records = 0;
    for (std::size_t at = 0; at < lines.size();) {
      const auto cut = intake_files::CutRecords(std::string_view(lines).substr(at, 1u << 20), {});
      records += cut.records.size();
      at += cut.used;
    }
    return records;
  });
}

}  // namespace
}  // namespace lachan

int main() { lachan::Run(); }
