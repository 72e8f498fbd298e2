// SPDX-License-Identifier: Apache-2.0
// Files of any content: told, unpacked, cut into slices, read. The records of small slices are
// those of one large slice, whatever the bytes are. Input: slice size (1 byte), then the file.
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "normalise/normaliser.h"
#include "scan/cutter.h"
#include "scan/records.h"
#include "scan/sniff.h"
#include "scan/source.h"

namespace {

using namespace lachan;
using namespace lachan::scan;

constexpr std::size_t kMostBytes = 1 << 20;  ///< Unpacked: small inputs may become large files.

/// Everything that is read, as numbers of units.
class Account final : public RecordSink {
 public:
  void OnRecord(std::uint64_t unit, Lane, const FlatRecord& record) override {
    seen.push_back((before + unit) << 16 | (record.fields.size() & 0xfff));
  }
  void OnEvent(std::uint64_t unit, const Event& event, bool) override {
    seen.push_back((before + unit) << 16 | 0x1000 | (event.fields.size() & 0xfff));
  }
  void OnUnread(std::uint64_t unit, Unread why) override {
    seen.push_back((before + unit) << 16 | 0x2000 | static_cast<std::uint64_t>(why));
  }
  void OnFieldsLeftOut(std::uint64_t) override {}

  std::uint64_t before = 0;
  std::vector<std::uint64_t> seen;
};

std::vector<std::uint64_t> Read(const std::string& bytes, std::size_t slice_bytes) {
  static const normalise::Normaliser normaliser{normalise::Mappings{}};
  Account account;
  BufferPool pool(slice_bytes);
  const auto source = Unpacked(FromText(bytes));
  const auto head = source->Peek(kSniffBytes);
  const auto format = Sniff(head, head.size() < kSniffBytes).format;
  if (format == Format::kEmpty || format == Format::kOther) return {};
  NameTable json, other;
  RecordReader reader(normaliser, json, other, {});
  const InputFile file;
  Cutter cutter(*source, format, pool, {slice_bytes, kMostBytes});
  std::size_t all = 0;
  while (const auto slice = cutter.Next()) {
    all += slice->bytes.size();
    if (all > kMostBytes) return {};
    account.before += reader.Read(*slice, file, account);
  }
  return account.seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size < 1 || size > (64 << 10)) return 0;
  const std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto whole = Read(bytes, kMostBytes);
  const auto pieces = Read(bytes, 1 + data[0]);
  // Too much was unpacked: either may have given up.
  if (whole.empty() || pieces.empty()) return 0;
  if (whole != pieces) std::abort();
  return 0;
}
