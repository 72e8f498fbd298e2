// SPDX-License-Identifier: Apache-2.0
/// \file
/// The zip of a workbook and its small parts. Internal to the module.
#pragma once

#include <zip.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sheets/xlsx_read.h"

namespace lachan::sheets {

/// \error message of a damaged or foreign file.
std::unexpected<Error> NotAWorkbook(std::string_view why);
std::unexpected<Error> Beyond(std::string_view limit, std::size_t value);

/// A zip archive in memory; must not outlive the bytes.
class Package {
 public:
  static Result<Package> Open(std::string_view bytes, const ReadLimits& limits);
  bool Has(const std::string& name) const;
  /// Gives the unpacked bytes in pieces, bounded by `limit` and the ratio.
  Status Stream(const std::string& name, std::size_t limit,
                const std::function<Status(std::string_view, bool last)>& take) const;
  /// A small part as a whole.
  Result<std::string> Read(const std::string& name) const;

 private:
  Package(zip_t* zip, const ReadLimits& limits) : zip_(zip, &zip_discard), limits_(limits) {}
  std::unique_ptr<zip_t, decltype(&zip_discard)> zip_;
  ReadLimits limits_;
};

/// What the small parts say.
struct Workbook {
  std::vector<std::pair<std::string, std::string>> sheets;  ///< Visible: name, part.
  std::string strings_part;        ///< Shared strings; empty when there are none.
  bool from_1904 = false;          ///< Days are counted from 1 January 1904.
  std::vector<bool> style_is_day;  ///< By cell style: its numbers are days.
};
Result<Workbook> ReadWorkbook(const Package& package);

}  // namespace lachan::sheets
