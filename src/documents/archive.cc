// SPDX-License-Identifier: Apache-2.0
#include "documents/archive.h"

#include <zip.h>

#include <memory>

namespace lachan::documents {
namespace {

constexpr zip_uint16_t kDosMidnight = 0;
constexpr zip_uint16_t kDosFirstDay = (1 << 5) | 1;  // 1980-01-01

struct SourceFree {
  void operator()(zip_source_t* source) const { zip_source_free(source); }
};
struct ArchiveDiscard {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
using SourcePtr = std::unique_ptr<zip_source_t, SourceFree>;
using ArchivePtr = std::unique_ptr<zip_t, ArchiveDiscard>;

Status AddPart(zip_t* archive, const std::string& name, const std::string& bytes) {
  SourcePtr source(zip_source_buffer(archive, bytes.data(), bytes.size(), 0));
  if (!source) return Fail(ErrorCode::kInternal, "no room for part {}", name);
  const zip_int64_t index = zip_file_add(archive, name.c_str(), source.get(), ZIP_FL_ENC_UTF_8);
  if (index < 0) {
    return Fail(ErrorCode::kInternal, "cannot add part {}: {}", name, zip_strerror(archive));
  }
  source.release();  // The archive owns it now.
  const auto at = static_cast<zip_uint64_t>(index);
  if (zip_file_set_dostime(archive, at, kDosMidnight, kDosFirstDay, 0) != 0 ||
      zip_set_file_compression(archive, at, ZIP_CM_DEFLATE, 9) != 0 ||
      zip_file_set_external_attributes(archive, at, 0, ZIP_OPSYS_DOS, 0) != 0) {
    return Fail(ErrorCode::kInternal, "cannot describe part {}: {}", name, zip_strerror(archive));
  }
  return {};
}

Result<std::string> ReadAll(zip_source_t* source) {
  if (zip_source_open(source) != 0) return Fail(ErrorCode::kInternal, "cannot reopen the archive");
  std::string out;
  std::array<char, 65536> buffer{};
  zip_int64_t got = 0;
  while ((got = zip_source_read(source, buffer.data(), buffer.size())) > 0) {
    out.append(buffer.data(), static_cast<std::size_t>(got));
  }
  zip_source_close(source);
  if (got < 0) return Fail(ErrorCode::kInternal, "cannot read the archive back");
  return out;
}

}  // namespace

Result<std::string> ZipOf(const std::map<std::string, std::string>& parts) {
  zip_error_t error{};
  zip_error_init(&error);
  const SourcePtr memory(zip_source_buffer_create(nullptr, 0, 0, &error));
  if (!memory) return Fail(ErrorCode::kInternal, "no room for an archive");
  ArchivePtr archive(zip_open_from_source(memory.get(), ZIP_TRUNCATE, &error));
  if (!archive) return Fail(ErrorCode::kInternal, "cannot start an archive");
  zip_source_keep(memory.get());  // One count for the archive, one for us.
  for (const auto& [name, bytes] : parts) LACHAN_TRY_DO(AddPart(archive.get(), name, bytes));
  if (zip_close(archive.get()) != 0) {
    return Fail(ErrorCode::kInternal, "cannot write the archive: {}", zip_strerror(archive.get()));
  }
  archive.release();
  return ReadAll(memory.get());
}

}  // namespace lachan::documents
