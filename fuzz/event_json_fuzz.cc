// SPDX-License-Identifier: Apache-2.0
// A stream of JSON records: what is guessed, what is parsed and what is read plainly must agree.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "formats/json_record.h"

namespace {

using namespace lachan;

std::vector<std::string> Decoded(const FlatRecord& record, const NameTable& names) {
  std::vector<std::string> fields;
  for (const FlatField& field : record.fields) {
    std::string text = names.Text(field.name);
    text += static_cast<char>('0' + static_cast<int>(KindOf(field.value.form)));
    if (!AppendDecoded(field.value, text)) std::abort();
    fields.push_back(std::move(text));
  }
  std::sort(fields.begin(), fields.end());
  return fields;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text(reinterpret_cast<const char*>(data), size);
  text.append(formats::JsonRecordReader::kPadding, '{');
  NameTable names;
  formats::JsonRecordReader reader(names);
  std::string_view rest = std::string_view(text).substr(0, size);
  formats::JsonRecordReader lines(names);
  for (const auto line : Split(std::string_view(text).substr(0, size), '\n')) {
    FlatRecord plain, fast;
    const auto wanted = reader.ReadPlainly(line, plain);
    const auto fields = wanted == formats::JsonRecordOutcome::kOk ? Decoded(plain, names)
                                                                  : std::vector<std::string>{};
    for (int round = 0; round < 2; ++round) {
      if (reader.Read(line, fast) != wanted) std::abort();
      if (wanted == formats::JsonRecordOutcome::kOk && Decoded(fast, names) != fields) std::abort();
      const auto read = lines.ReadLine(rest, fast);
      if (read.outcome != wanted || read.size != line.size()) std::abort();
      if (wanted == formats::JsonRecordOutcome::kOk && Decoded(fast, names) != fields) std::abort();
    }
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  }
  return 0;
}
