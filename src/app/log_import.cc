// SPDX-License-Identifier: Apache-2.0
#include "app/log_import.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <openssl/evp.h>

#include <boost/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <optional>
#include <thread>

#include "app/platform.h"
#include "base/hash.h"
#include "base/text.h"
#include "core/flat_record.h"
#include "formats/evtx.h"
#include "formats/record_text.h"
#include "scan/opened_file.h"

namespace lachan::app {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

constexpr std::size_t kBatchRecords = 5000;
constexpr std::size_t kBatchBytes = 4u << 20;
constexpr std::size_t kLongestRecord = 1u << 20;
constexpr auto kPatience = 15min;  ///< For a server that is full or away.

struct Receipt {
  std::string path, format, sha256, problem;
  std::uint64_t bytes = 0, read = 0, stored = 0, malformed = 0, rejected = 0, duplicate = 0;
  std::uint64_t unreadable = 0;        ///< Damaged or far too long: never sent.
  std::uint64_t clock_suspect = 0;     ///< Of the stored: own time not believed, time of receipt.
  std::optional<Instant> first, last;  ///< Times between which the events lie.

  void Widen(std::optional<Instant> from, std::optional<Instant> to) {
    if (from && (!first || *from < *first)) first = from;
    if (to && (!last || *to > *last)) last = to;
  }
};

/// SHA-256 of a file as it lies on disk, in hex; empty when it cannot be read.
std::string HashOfFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  const std::unique_ptr<EVP_MD_CTX, decltype(&::EVP_MD_CTX_free)> hash(::EVP_MD_CTX_new(),
                                                                       ::EVP_MD_CTX_free);
  if (!in || !hash || ::EVP_DigestInit_ex(hash.get(), ::EVP_sha256(), nullptr) != 1) return {};
  std::vector<char> piece(1u << 20);
  while (in) {
    in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    ::EVP_DigestUpdate(hash.get(), piece.data(), static_cast<std::size_t>(in.gcount()));
  }
  Sha256Digest digest{};
  unsigned size = 0;
  if (in.bad() || ::EVP_DigestFinal_ex(hash.get(), digest.data(), &size) != 1) return {};
  return ToHex(digest);
}

/// A connection to the server's HTTP intake.
class Sender {
 public:
  Sender(std::string url, const std::string& token, const LogImportOrder& order)
      : curl_(::curl_easy_init(), ::curl_easy_cleanup), url_(std::move(url)) {
    authorization_ = "Authorization: Bearer " + token;
    ::curl_easy_setopt(curl_.get(), CURLOPT_URL, url_.c_str());
    ::curl_easy_setopt(curl_.get(), CURLOPT_NOSIGNAL, 1L);
    ::curl_easy_setopt(curl_.get(), CURLOPT_PROTOCOLS_STR, "http,https");
    ::curl_easy_setopt(curl_.get(), CURLOPT_CONNECTTIMEOUT, 10L);
    ::curl_easy_setopt(curl_.get(), CURLOPT_TIMEOUT, 300L);
    ::curl_easy_setopt(curl_.get(), CURLOPT_WRITEFUNCTION, &Sender::Take);
    ::curl_easy_setopt(curl_.get(), CURLOPT_WRITEDATA, &answer_);
    if (!order.authority.empty()) {
      ::curl_easy_setopt(curl_.get(), CURLOPT_CAINFO, order.authority.c_str());
    }
  }

  /// Sends until it is answered for good. \return the receipt of the server
  Result<json::object> Send(const std::string& body, const std::string& key) {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (true) {
      std::string problem;
      const long status = Once(body, key, problem);
      if (status == 200) {
        boost::system::error_code error;
        const json::value value = json::parse(answer_, error);
        if (!error && value.is_object()) return value.get_object();
        return Fail(ErrorCode::kUnavailable, "{} does not answer like a lachan", url_);
      }
      const bool may_pass = status == 0 || status == 429 || status >= 500;
      if (!may_pass || std::chrono::steady_clock::now() > end) {
        return Fail(may_pass ? ErrorCode::kUnavailable : ErrorCode::kDenied, "{}: {}", url_,
                    status == 0 ? problem
                                : fmt::format("answer {}: {}", status,
                                              PrintableForLog(Ellipsis(answer_, 300), 400)));
      }
      if (status == 0 && !has_answered_)
        return Fail(ErrorCode::kUnavailable, "{}: {}", url_, problem);
      std::this_thread::sleep_for(2s);
    }
  }

 private:
  static std::size_t Take(char* bytes, std::size_t one, std::size_t count, void* into) {
    auto& text = *static_cast<std::string*>(into);
    if (text.size() > (16u << 20)) return 0;
    text.append(bytes, one * count);
    return one * count;
  }

  /// Status of the answer; 0: none, `problem` says why.
  long Once(const std::string& body, const std::string& key, std::string& problem) {
    answer_.clear();
    const std::string idempotency = "Idempotency-Key: " + key;
    curl_slist* headers = ::curl_slist_append(nullptr, authorization_.c_str());
    headers = ::curl_slist_append(headers, idempotency.c_str());
    headers = ::curl_slist_append(headers, "Content-Type: text/plain; charset=utf-8");
    headers = ::curl_slist_append(headers, "Lachan-Records: archived");
    headers = ::curl_slist_append(headers, "Expect:");
    ::curl_easy_setopt(curl_.get(), CURLOPT_HTTPHEADER, headers);
    ::curl_easy_setopt(curl_.get(), CURLOPT_POSTFIELDS, body.data());
    ::curl_easy_setopt(curl_.get(), CURLOPT_POSTFIELDSIZE_LARGE,
                       static_cast<curl_off_t>(body.size()));
    const CURLcode done = ::curl_easy_perform(curl_.get());
    ::curl_slist_free_all(headers);
    if (done != CURLE_OK) {
      problem = ::curl_easy_strerror(done);
      // Cut off within a request: somebody was there, and may come back.
      if (done == CURLE_SEND_ERROR || done == CURLE_RECV_ERROR || done == CURLE_GOT_NOTHING) {
        has_answered_ = true;
      }
      return 0;
    }
    has_answered_ = true;
    long status = 0;
    ::curl_easy_getinfo(curl_.get(), CURLINFO_RESPONSE_CODE, &status);
    return status;
  }

  std::unique_ptr<CURL, decltype(&::curl_easy_cleanup)> curl_;
  const std::string url_;
  std::string authorization_, answer_;
  bool has_answered_ = false;
};

/// Gathers the records of a file into batches and sends them.
class Importer {
 public:
  Importer(Sender& sender, Receipt& receipt) : sender_(sender), receipt_(receipt) {}

  Status Add(std::string_view record) {
    if (record.find_first_not_of(" \t\r\n\f\v") == std::string_view::npos) return {};
    if (record.size() > kLongestRecord) {
      ++receipt_.unreadable;
      return {};
    }
    const std::size_t begin = body_.size();
    body_ += record;
    // One record a line; line ends within JSON and XML are white space.
    std::replace(body_.begin() + static_cast<std::ptrdiff_t>(begin), body_.end(), '\n', ' ');
    body_ += '\n';
    if (++records_ < kBatchRecords && body_.size() < kBatchBytes) return {};
    return Flush();
  }

  Status Flush() {
    if (records_ == 0) return {};
    // The key names all that was sent of this file so far: the same file again has the same keys,
    // and two equal stretches of one file have two.
    chain_ = Sha256Hex(chain_ + body_);
    LACHAN_TRY(const json::object answer, sender_.Send(body_, "import:" + chain_));
    const auto number = [&](std::string_view name) -> std::uint64_t {
      const auto* found = answer.if_contains(name);
      boost::system::error_code error;
      return found != nullptr && found->is_number() ? found->to_number<std::uint64_t>(error) : 0;
    };
    const auto instant = [&](std::string_view name) -> std::optional<Instant> {
      const auto* found = answer.if_contains(name);
      if (found == nullptr || !found->is_string()) return std::nullopt;
      const auto read = ParseInstant(std::string_view(found->get_string()));
      return read ? std::optional(*read) : std::nullopt;
    };
    receipt_.Widen(instant("first"), instant("last"));
    const auto* duplicate = answer.if_contains("duplicate");
    receipt_.read += records_;
    if (duplicate != nullptr && duplicate->is_bool() && duplicate->get_bool()) {
      receipt_.duplicate += records_;
    } else {
      receipt_.stored += number("accepted");
      receipt_.malformed += number("malformed");
      receipt_.clock_suspect += number("clock_suspect");
      receipt_.rejected += records_ - std::min<std::uint64_t>(records_, number("accepted"));
    }
    body_.clear();
    records_ = 0;
    return {};
  }

 private:
  Sender& sender_;
  Receipt& receipt_;
  std::string body_, chain_ = "lachan";
  std::size_t records_ = 0;
};

Status AddChunks(std::string_view bytes, NameTable& names, formats::EvtxReader& reader,
                 Importer& importer) {
  FlatRecord record;
  for (std::size_t at = 0; at < bytes.size(); at += 64u << 10) {
    reader.Start(bytes.substr(at, 64u << 10));
    while (reader.Next(record)) {
      LACHAN_TRY_DO(importer.Add(formats::RecordAsJson(record, names)));
    }
  }
  return {};
}

Status ImportFile(const scan::InputFile& file, Sender& sender, Receipt& receipt) {
  receipt.path = file.path;
  receipt.bytes = file.bytes;
  if (file.is_regular) receipt.sha256 = HashOfFile(file.path);
  scan::BufferPool pool(4u << 20);
  scan::OpenedFile opened(file, {}, pool, {});
  receipt.format = ToString(opened.sniffed().format);
  if (opened.sniffed().format == scan::Format::kOther) {
    receipt.problem = opened.sniffed().what;
    return {};
  }
  NameTable names;
  formats::EvtxReader reader(names);
  Importer importer(sender, receipt);
  while (auto slice = opened.Next()) {
    const std::string_view all = slice->bytes.view();
    receipt.unreadable += slice->unread.size();
    if (slice->format == scan::Format::kEvtx) {
      LACHAN_TRY_DO(AddChunks(all, names, reader, importer));
    } else if (slice->format == scan::Format::kJsonDocument ||
               slice->format == scan::Format::kWindowsXml) {
      for (const auto& extent : slice->records) {
        if (extent.size == 0) continue;
        LACHAN_TRY_DO(importer.Add(all.substr(extent.begin, extent.size)));
      }
    } else {
      for (auto line : Split(all, '\n')) {
        if (line.ends_with('\r')) line.remove_suffix(1);
        LACHAN_TRY_DO(importer.Add(line));
      }
    }
    pool.Give(std::move(slice->bytes));
  }
  LACHAN_TRY_DO(importer.Flush());
  receipt.unreadable += reader.counts().damaged_records;
  if (const auto error = opened.error()) receipt.problem = error->message();
  return {};
}

json::object AsJson(const Receipt& r) {
  return {{"file", r.path},
          {"sha256", r.sha256},
          {"format", r.format},
          {"bytes", r.bytes},
          {"read", r.read},
          {"stored", r.stored},
          {"malformed", r.malformed},
          {"rejected", r.rejected},
          {"duplicate", r.duplicate},
          {"clock_suspect", r.clock_suspect},
          {"first", r.first ? FormatInstant(*r.first) : ""},
          {"last", r.last ? FormatInstant(*r.last) : ""},
          {"problem", r.problem},
          {"unreadable", r.unreadable}};
}

/// Between which times the events lie, and how many are not where their records say.
std::string TimesOf(const Receipt& r) {
  std::string text;
  if (r.first && r.last) {
    text = fmt::format("  events from {} to {}\n", FormatInstant(*r.first), FormatInstant(*r.last));
  }
  if (r.clock_suspect > 0) {
    text += fmt::format("  ! {} claim a time in the future: they have the time of this import\n",
                        r.clock_suspect);
  }
  return text;
}

void Print(const std::vector<Receipt>& receipts, Instant begun, bool as_json) {
  Receipt all;
  json::array files;
  if (!as_json) fmt::print("Receipt of {}\n\n", FormatInstant(begun));
  for (const Receipt& r : receipts) {
    all.read += r.read;
    all.stored += r.stored;
    all.malformed += r.malformed;
    all.rejected += r.rejected;
    all.duplicate += r.duplicate;
    all.unreadable += r.unreadable;
    all.bytes += r.bytes;
    all.clock_suspect += r.clock_suspect;
    all.Widen(r.first, r.last);
    if (as_json) {
      files.push_back(AsJson(r));
      continue;
    }
    fmt::print("{}\n", PrintableForLog(r.path, 4096));
    if (!r.sha256.empty()) fmt::print("  SHA-256 {}\n", r.sha256);
    fmt::print("  {}: read {} = stored {} + rejected {} + duplicate {}; malformed {}{}\n", r.format,
               r.read, r.stored, r.rejected, r.duplicate, r.malformed,
               r.unreadable > 0 ? fmt::format("; not readable {}", r.unreadable) : "");
    fmt::print("{}", TimesOf(r));
    if (!r.problem.empty()) fmt::print("  ! {}\n", r.problem);
  }
  if (as_json) {
    json::object total = AsJson(all);
    for (const char* name : {"file", "sha256", "format", "problem"}) total.erase(name);
    const json::object receipt{
        {"at", FormatInstant(begun)}, {"files", std::move(files)}, {"total", std::move(total)}};
    fmt::print("{}\n", json::serialize(receipt));
    return;
  }
  fmt::print("\n{} files: read {} = stored {} + rejected {} + duplicate {}; malformed {}\n",
             receipts.size(), all.read, all.stored, all.rejected, all.duplicate, all.malformed);
  fmt::print("{}", TimesOf(all));
}

int Report(const Error& error) {
  fmt::print(stderr, "lachan: {}\n", error.Text());
  return 2;
}

/// Where the server of these settings is reached from this machine.
std::string UrlOf(const Settings& settings) {
  std::string address = settings.Text("http.address");
  if (address.starts_with("0.0.0.0:")) address.replace(0, 7, "127.0.0.1");
  if (address.starts_with(':')) address.insert(0, "127.0.0.1");
  if (address.starts_with("[::]:")) address.replace(0, 4, "[::1]");
  return (settings.Text("http.tls_certificate").empty() ? "http://" : "https://") + address;
}

}  // namespace

int LogsImport(const Settings& settings, const LogImportOrder& order) {
  const char* const environment = std::getenv("LACHAN_TOKEN");
  const std::string token = !order.token.empty()     ? order.token
                            : environment != nullptr ? environment
                                                     : "";
  if (token.empty()) {
    return Report(
        Error(ErrorCode::kInvalidInput,
              "give the source's token with LACHAN_TOKEN or --token-file; it is issued in "
              "the console, on the page of the source"));
  }
  const Instant now = SystemClock().Now();
  const scan::Inputs inputs = scan::FindInputs(order.paths, now);
  for (const auto& problem : inputs.problems) {
    fmt::print(stderr, "lachan: {}: {}\n", problem.path, problem.what);
  }
  if (inputs.files.empty()) return 2;
  const std::string server = order.server.empty() ? UrlOf(settings) : order.server;
  Sender sender(server + "/ingest/v1/events", token, order);
  std::vector<Receipt> receipts;
  Status done;
  for (const auto& file : inputs.files) {
    receipts.emplace_back();
    done = ImportFile(file, sender, receipts.back());
    if (!done) break;
  }
  Print(receipts, now, order.as_json);
  if (!done) {
    fmt::print(stderr, "lachan: {}; run the same again later: what was taken is known\n",
               done.error().Text());
    return 2;
  }
  const bool is_fine = inputs.problems.empty() && std::ranges::all_of(receipts, [](const auto& r) {
                         return r.rejected == 0 && r.unreadable == 0 && r.problem.empty();
                       });
  return is_fine ? 0 : 1;
}

}  // namespace lachan::app
