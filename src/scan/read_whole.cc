// SPDX-License-Identifier: Apache-2.0
#include "scan/read_whole.h"

#include "scan/source.h"

namespace lachan::scan {

Result<std::string> ReadWhole(const std::string& path, std::size_t limit) {
  LACHAN_TRY(auto opened, OpenFile(path, {}));
  const auto source = Unpacked(std::move(opened));
  constexpr std::size_t kPiece = 1 << 20;
  std::string text;
  while (true) {
    const std::size_t had = text.size();
    text.resize(had + kPiece);
    LACHAN_TRY(const std::size_t count, source->Read(text.data() + had, kPiece));
    text.resize(had + count);
    if (count == 0) return text;
    if (text.size() > limit) {
      return Fail(ErrorCode::kExhausted, "larger than {} MiB", limit >> 20);
    }
  }
}

}  // namespace lachan::scan
