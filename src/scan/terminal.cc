// SPDX-License-Identifier: Apache-2.0
#include "scan/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/text.h"
#include "scan/summary.h"

namespace lachan::scan {
namespace {

constexpr std::size_t kBar = 24;

void WriteError(std::string_view text) {
  // Progress that cannot be shown is none.
  [[maybe_unused]] const ssize_t count = ::write(STDERR_FILENO, text.data(), text.size());
}

}  // namespace

std::size_t ColumnsOf(int file) {
  winsize size{};
  if (::isatty(file) == 0) return 0;
  if (::ioctl(file, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

std::string ProgressText(const ScanProgress& progress, std::uint64_t total, std::size_t columns) {
  const double seconds = std::max(progress.seconds, 1e-3);
  const auto done = static_cast<double>(progress.bytes);
  std::string text;
  if (total > 0) {
    const double share = std::min(1.0, done / static_cast<double>(total));
    const auto filled = static_cast<std::size_t>(share * kBar);
    text = fmt::format("[{}{}] {:3.0f} %  {} of {}", std::string(filled, '#'),
                       std::string(kBar - filled, ' '), share * 100, ByteText(done),
                       ByteText(static_cast<double>(total)));
  } else {
    text = ByteText(done);
  }
  text += fmt::format(
      "  {} events/s",
      Grouped(static_cast<std::uint64_t>(static_cast<double>(progress.events) / seconds)));
  if (total > 0 && done > 0 && progress.seconds > 1) {
    const double left = seconds * std::max(0.0, static_cast<double>(total) - done) / done;
    text += fmt::format("  {} left", DurationText(left < 10 ? 10 : left));
  }
  if (columns > 1 && CodePoints(text) >= columns) text = Ellipsis(text, columns - 2);
  return text;
}

void Terminal::OnProgress(const ScanProgress& progress) {
  if (!options_.shows_progress) return;
  const std::size_t columns = ColumnsOf(STDERR_FILENO);
  WriteError("\r\x1b[K" + ProgressText(progress, options_.total, columns));
  is_shown_ = true;
}

Status Terminal::Write(std::string_view text) {
  Clear();
  while (!text.empty()) {
    const ssize_t count = ::write(options_.output, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0)
      return Fail(ErrorCode::kUnavailable, "writing failed: {}", std::strerror(errno));
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

void Terminal::Clear() {
  if (is_shown_) WriteError("\r\x1b[K");
  is_shown_ = false;
}

}  // namespace lachan::scan
