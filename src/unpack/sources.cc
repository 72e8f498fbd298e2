// SPDX-License-Identifier: Apache-2.0
#include "unpack/sources.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>

namespace lachan::unpack {
namespace {

constexpr std::size_t kPiece = 256 << 10;

std::unexpected<Error> EndsEarly() {
  return Fail(ErrorCode::kCorrupt, "the packed data ends early: a part of the file is missing");
}

class ViewSource final : public ByteSource {
 public:
  explicit ViewSource(std::string_view bytes) : rest_(bytes) {}
  Result<std::size_t> Read(char* into, std::size_t size) override {
    const std::size_t count = std::min(size, rest_.size());
    std::memcpy(into, rest_.data(), count);
    rest_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view rest_;
};

/// Packed bytes, piece by piece.
class Pieces {
 public:
  explicit Pieces(std::unique_ptr<ByteSource> inner)
      : inner_(std::move(inner)), bytes_(std::make_unique_for_overwrite<char[]>(kPiece)) {}

  /// Reads the next piece when the last one is used up; false at the end.
  Result<bool> Fill() {
    if (at_ < size_) return true;
    LACHAN_TRY(size_, inner_->Read(bytes_.get(), kPiece));
    at_ = 0;
    return size_ > 0;
  }
  std::string_view rest() const { return {bytes_.get() + at_, size_ - at_}; }
  void Use(std::size_t count) { at_ += count; }

 private:
  std::unique_ptr<ByteSource> inner_;
  std::unique_ptr<char[]> bytes_;
  std::size_t at_ = 0, size_ = 0;
};

/// Fills what is asked for from steps that give a bit each.
class UnpackingSource : public ByteSource {
 public:
  explicit UnpackingSource(std::unique_ptr<ByteSource> inner) : pieces_(std::move(inner)) {}

  Result<std::size_t> Read(char* into, std::size_t size) final {
    std::size_t done = 0;
    while (done < size && !over_) {
      auto step = Step(into + done, size - done);
      if (!step) {
        over_ = true;
        error_ = std::move(step).error();
        break;
      }
      done += *step;
    }
    if (done == 0 && error_) return std::unexpected(*error_);
    return done;
  }

 protected:
  /// \return bytes written; may be 0. Calls Finish() at the end.
  virtual Result<std::size_t> Step(char* into, std::size_t size) = 0;
  void Finish() { over_ = true; }
  Pieces pieces_;

 private:
  bool over_ = false;
  std::optional<Error> error_;
};

/// gzip, zlib and bare deflate; only gzip has members that follow one another.
class DeflateSource final : public UnpackingSource {
 public:
  /// \param window_bits  As zlib's inflateInit2 has them.
  DeflateSource(std::unique_ptr<ByteSource> inner, int window_bits)
      : UnpackingSource(std::move(inner)), has_members_(window_bits > MAX_WBITS) {
    ready_ = inflateInit2(&stream_, window_bits) == Z_OK;
  }
  DeflateSource(const DeflateSource&) = delete;
  DeflateSource& operator=(const DeflateSource&) = delete;
  ~DeflateSource() override { inflateEnd(&stream_); }

 private:
  Result<std::size_t> Step(char* into, std::size_t size) override {
    if (!ready_) return Fail(ErrorCode::kUnavailable, "no memory for unpacking");
    LACHAN_TRY(const bool more, pieces_.Fill());
    if (!more) {
      if (in_member_) return EndsEarly();
      Finish();
      return 0;
    }
    if (!in_member_ && members_ > 0) LACHAN_TRY_DO(NextMember());
    if (pieces_.rest().empty()) return 0;
    in_member_ = true;
    const std::string_view packed = pieces_.rest();
    const auto room = static_cast<uInt>(std::min<std::size_t>(size, 1u << 30));
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream_.avail_in = static_cast<uInt>(packed.size());
    stream_.next_out = reinterpret_cast<Bytef*>(into);
    stream_.avail_out = room;
    const int status = inflate(&stream_, Z_NO_FLUSH);
    pieces_.Use(packed.size() - stream_.avail_in);
    const std::size_t written = room - stream_.avail_out;
    if (status == Z_STREAM_END) {
      in_member_ = false;
      ++members_;
      inflateReset(&stream_);
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      return Fail(ErrorCode::kCorrupt, "the packed data is damaged (deflate: {})",
                  stream_.msg == nullptr ? "wrong data" : stream_.msg);
    }
    return written;
  }

  /// Between members: zeros are passed over, as tapes have them.
  Status NextMember() {
    while (!pieces_.rest().empty() && pieces_.rest().front() == '\0') pieces_.Use(1);
    if (pieces_.rest().empty() || (has_members_ && pieces_.rest().front() == '\x1f')) return {};
    return Fail(ErrorCode::kCorrupt, "something else follows the packed data; it is not read");
  }

  const bool has_members_;
  z_stream stream_{};
  bool ready_ = false, in_member_ = false;
  std::size_t members_ = 0;
};

class ZstdSource final : public UnpackingSource {
 public:
  explicit ZstdSource(std::unique_ptr<ByteSource> inner)
      : UnpackingSource(std::move(inner)), stream_(ZSTD_createDStream(), ZSTD_freeDStream) {}

 private:
  Result<std::size_t> Step(char* into, std::size_t size) override {
    if (!stream_) return Fail(ErrorCode::kUnavailable, "no memory for unpacking");
    LACHAN_TRY(const bool more, pieces_.Fill());
    if (!more && !has_output_) {
      if (in_frame_) return EndsEarly();
      Finish();
      return 0;
    }
    const std::string_view packed = pieces_.rest();
    ZSTD_inBuffer in{packed.data(), packed.size(), 0};
    ZSTD_outBuffer out{into, size, 0};
    const std::size_t left = ZSTD_decompressStream(stream_.get(), &out, &in);
    pieces_.Use(in.pos);
    if (ZSTD_isError(left) != 0) {
      return Fail(ErrorCode::kCorrupt, "the packed data is damaged (zstd: {})",
                  ZSTD_getErrorName(left));
    }
    in_frame_ = left != 0;
    has_output_ = in_frame_ && out.pos == out.size;  // Perhaps more than had room.
    return out.pos;
  }

  std::unique_ptr<ZSTD_DStream, decltype(&ZSTD_freeDStream)> stream_;
  bool in_frame_ = false, has_output_ = false;
};

void AppendUtf8(char32_t c, std::string& out) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xc0 | c >> 6);
    out += static_cast<char>(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xe0 | c >> 12);
    out += static_cast<char>(0x80 | (c >> 6 & 0x3f));
    out += static_cast<char>(0x80 | (c & 0x3f));
  } else {
    out += static_cast<char>(0xf0 | c >> 18);
    out += static_cast<char>(0x80 | (c >> 12 & 0x3f));
    out += static_cast<char>(0x80 | (c >> 6 & 0x3f));
    out += static_cast<char>(0x80 | (c & 0x3f));
  }
}

class Utf16Source final : public UnpackingSource {
 public:
  Utf16Source(std::unique_ptr<ByteSource> inner, bool is_big_endian)
      : UnpackingSource(std::move(inner)), is_big_endian_(is_big_endian) {}

 private:
  Result<std::size_t> Step(char* into, std::size_t size) override {
    if (at_ == text_.size()) {
      text_.clear();
      at_ = 0;
      LACHAN_TRY(const bool more, pieces_.Fill());
      if (more) {
        for (const char byte : pieces_.rest()) AddByte(static_cast<unsigned char>(byte));
        pieces_.Use(pieces_.rest().size());
      } else if (has_half_ || high_ != 0) {
        AppendUtf8(0xfffd, text_);
        has_half_ = false;
        high_ = 0;
      } else {
        Finish();
        return 0;
      }
    }
    const std::size_t count = std::min(size, text_.size() - at_);
    std::memcpy(into, text_.data() + at_, count);
    at_ += count;
    return count;
  }

  void AddByte(unsigned char byte) {
    if (!has_half_) {
      half_ = byte;
      has_half_ = true;
      return;
    }
    has_half_ = false;
    const unsigned first = half_;
    AddUnit(is_big_endian_ ? first << 8 | byte : first | static_cast<unsigned>(byte) << 8);
  }

  void AddUnit(char32_t unit) {
    const bool is_low = unit >= 0xdc00 && unit < 0xe000;
    if (high_ != 0 && is_low) {
      AppendUtf8(0x10000 + ((high_ - 0xd800) << 10) + (unit - 0xdc00), text_);
      high_ = 0;
      return;
    }
    if (high_ != 0) AppendUtf8(0xfffd, text_);
    high_ = 0;
    if (unit >= 0xd800 && unit < 0xdc00) {
      high_ = unit;
    } else {
      AppendUtf8(is_low ? 0xfffd : unit, text_);
    }
  }

  bool is_big_endian_;
  bool has_half_ = false;
  unsigned char half_ = 0;
  char32_t high_ = 0;  ///< A surrogate that waits for its second half.
  std::string text_;
  std::size_t at_ = 0;
};

}  // namespace

std::unique_ptr<ByteSource> FromView(std::string_view bytes) {
  return std::make_unique<ViewSource>(bytes);
}

std::unique_ptr<ByteSource> Gunzip(std::unique_ptr<ByteSource> inner) {
  return std::make_unique<DeflateSource>(std::move(inner), 16 + MAX_WBITS);
}

std::unique_ptr<ByteSource> Inflate(std::unique_ptr<ByteSource> inner, bool has_frame) {
  return std::make_unique<DeflateSource>(std::move(inner), has_frame ? MAX_WBITS : -MAX_WBITS);
}

bool IsZlib(std::string_view head) {
  if (head.size() < 2) return false;
  const auto first = static_cast<unsigned char>(head[0]);
  const auto second = static_cast<unsigned char>(head[1]);
  return (first & 0x0f) == 8 && (first << 8 | second) % 31 == 0;
}

bool IsZstd(std::string_view head) {
  if (head.size() < 4) return false;
  if (head.starts_with("\x28\xb5\x2f\xfd")) return true;
  return head.substr(1, 3) == "\x2a\x4d\x18" && (head[0] & 0xf0) == 0x50;
}

std::unique_ptr<ByteSource> Unzstd(std::unique_ptr<ByteSource> inner) {
  return std::make_unique<ZstdSource>(std::move(inner));
}

std::unique_ptr<ByteSource> FromUtf16(std::unique_ptr<ByteSource> inner, bool is_big_endian) {
  return std::make_unique<Utf16Source>(std::move(inner), is_big_endian);
}

}  // namespace lachan::unpack
