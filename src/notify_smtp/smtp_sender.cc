// SPDX-License-Identifier: Apache-2.0
#include "notify_smtp/smtp_sender.h"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <mutex>

#include "base/text.h"

namespace lachan::notify_smtp {
namespace {

using notifications::Attempt;
using Outcome = Attempt::Outcome;

/// What libcurl's callbacks see of one attempt.
struct Progress {
  const std::string* message = nullptr;
  const std::function<Status()>* before_the_end = nullptr;
  const std::stop_token* stop = nullptr;
  std::size_t sent = 0;
  bool has_ended = false;  ///< The last byte was given to libcurl: from here on it may be accepted.
  Status hook = {};
  bool is_leaving = false;      ///< QUIT was sent: what comes now says nothing of the message.
  std::string verb;             ///< Of the last command.
  std::string reply;            ///< The server's last line.
  bool replied_to_end = false;  ///< A reply came after the message was ended.
  std::chrono::steady_clock::time_point moved = std::chrono::steady_clock::now();
  std::chrono::seconds idle_limit{60};
  curl_off_t moved_bytes = 0;
  bool is_idle = false;
};

std::size_t OnRead(char* buffer, std::size_t size, std::size_t count, void* user) {
  auto& progress = *static_cast<Progress*>(user);
  const auto left = progress.message->size() - progress.sent;
  if (left == 0) {
    if (!progress.has_ended) {
      progress.hook = (*progress.before_the_end)();
      if (!progress.hook) return CURL_READFUNC_ABORT;
      progress.has_ended = true;
    }
    return 0;
  }
  const auto part = std::min(left, size * count);
  std::copy_n(progress.message->data() + progress.sent, part, buffer);
  progress.sent += part;
  return part;
}

int OnDebug(CURL* /*handle*/, curl_infotype type, char* data, std::size_t size, void* user) {
  auto& progress = *static_cast<Progress*>(user);
  const std::string_view text(data, size);
  if (type == CURLINFO_HEADER_OUT && text.starts_with("QUIT")) progress.is_leaving = true;
  if (progress.is_leaving) return 0;
  if (type == CURLINFO_HEADER_OUT) {
    // The verb only: what follows may be a password.
    const auto verb = text.substr(0, text.find_first_of(" \r\n"));
    if (verb.size() <= 8) progress.verb = verb;
  } else if (type == CURLINFO_HEADER_IN && text.size() > 3) {
    progress.reply = PrintableForLog(Trim(text), 400);
    if (progress.has_ended && text[3] != '-') progress.replied_to_end = true;
  }
  if (type == CURLINFO_HEADER_IN || type == CURLINFO_SSL_DATA_IN) {
    progress.moved = std::chrono::steady_clock::now();
  }
  return 0;
}

int OnProgress(void* user, curl_off_t /*down_total*/, curl_off_t down, curl_off_t /*up_total*/,
               curl_off_t up) {
  auto& progress = *static_cast<Progress*>(user);
  const auto now = std::chrono::steady_clock::now();
  if (down + up != progress.moved_bytes) {
    progress.moved_bytes = down + up;
    progress.moved = now;
  }
  progress.is_idle = now - progress.moved > progress.idle_limit;
  return progress.stop->stop_requested() || progress.is_idle ? 1 : 0;
}

struct EasyDeleter {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

bool IsLoopback(std::string_view host) {
  return host == "localhost" || host == "::1" || host == "[::1]" || host.starts_with("127.");
}

int CodeOf(std::string_view reply) {
  int code = 0;
  if (reply.size() >= 3) std::from_chars(reply.data(), reply.data() + 3, code);
  return code >= 200 && code < 600 ? code : 0;
}

std::string WhatHappened(const Progress& progress, CURLcode code) {
  if (progress.is_idle) return "the server did not move for too long";
  if (progress.stop->stop_requested()) return "stopped";
  if (!progress.hook) return progress.hook.error().Text();
  return curl_easy_strerror(code);
}

/// Says what an attempt came to. Only what the server said to MAIL, RCPT, DATA or the message
/// itself is about the message; all else is about the server.
Attempt Judge(const Progress& progress, CURLcode code) {
  Attempt attempt;
  attempt.code = CodeOf(progress.reply);
  attempt.reply = progress.reply;
  if (progress.has_ended && progress.replied_to_end) {
    attempt.outcome = attempt.code / 100 == 2   ? Outcome::kAccepted
                      : attempt.code / 100 == 5 ? Outcome::kRefused
                                                : Outcome::kLater;
    return attempt;
  }
  if (progress.has_ended) {
    attempt.outcome = Outcome::kUncertain;
    attempt.reply = fmt::format("no answer after the message was handed over ({})",
                                WhatHappened(progress, code));
    return attempt;
  }
  const bool is_about_message =
      progress.verb == "MAIL" || progress.verb == "RCPT" || progress.verb == "DATA";
  if (is_about_message && attempt.code / 100 == 5) {
    attempt.outcome = Outcome::kRefused;
    return attempt;
  }
  // 421: the server is closing; anything else with a 4 is about this mail.
  if (is_about_message && attempt.code / 100 == 4 && attempt.code != 421) {
    attempt.outcome = Outcome::kLater;
    return attempt;
  }
  attempt.outcome = Outcome::kNoServer;
  attempt.reply = attempt.code >= 400
                      ? fmt::format("{} ({})", progress.reply, WhatHappened(progress, code))
                      : WhatHappened(progress, code);
  return attempt;
}

}  // namespace

Result<TlsMode> ParseTlsMode(std::string_view text) {
  if (text == "starttls") return TlsMode::kStartTls;
  if (text == "tls") return TlsMode::kTls;
  if (text == "none") return TlsMode::kNone;
  return Fail(ErrorCode::kInvalidInput, "'{}' is neither starttls, tls nor none",
              PrintableForLog(text, 40));
}

Result<std::unique_ptr<SmtpSender>> SmtpSender::Make(Options options) {
  const bool is_host = !options.host.empty() && std::ranges::all_of(options.host, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == ':' || c == '[' || c == ']';
  });
  if (!is_host) {
    return Fail(ErrorCode::kInvalidInput, "'{}' is not the name of a mail server",
                PrintableForLog(options.host, 80));
  }
  if (options.tls == TlsMode::kNone && !options.user.empty() && !IsLoopback(options.host)) {
    return Fail(ErrorCode::kInvalidInput,
                "a sign-in to {} without encryption would show the password; use starttls or tls",
                options.host);
  }
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  return std::unique_ptr<SmtpSender>(new SmtpSender(std::move(options)));
}

Attempt SmtpSender::Send(const notifications::Envelope& envelope, const std::string& message,
                         const std::function<Status()>& before_the_end,
                         const std::stop_token& stop) {
  const std::unique_ptr<CURL, EasyDeleter> curl(curl_easy_init());
  const std::unique_ptr<curl_slist, ListDeleter> to(
      curl_slist_append(nullptr, fmt::format("<{}>", envelope.to).c_str()));
  if (!curl || !to) return {Outcome::kNoServer, 0, "out of memory"};
  Progress progress{.message = &message,
                    .before_the_end = &before_the_end,
                    .stop = &stop,
                    .verb = {},
                    .reply = {},
                    .idle_limit = options_.idle_limit};
  const auto set = [&curl](CURLoption option, auto value) {
    curl_easy_setopt(curl.get(), option, value);
  };
  const bool is_ipv6 = options_.host.find(':') != std::string::npos && options_.host[0] != '[';
  const auto url = fmt::format("{}://{}{}{}:{}/{}",
                               options_.tls == TlsMode::kTls ? "smtps" : "smtp", is_ipv6 ? "[" : "",
                               options_.host, is_ipv6 ? "]" : "", options_.port, options_.helo);
  const auto from = fmt::format("<{}>", envelope.from);
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set(CURLOPT_PROXY, "");
  set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_USE_SSL,
      static_cast<long>(options_.tls == TlsMode::kNone ? CURLUSESSL_NONE : CURLUSESSL_ALL));
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!options_.ca_file.empty()) set(CURLOPT_CAINFO, options_.ca_file.c_str());
  if (!options_.user.empty()) {
    set(CURLOPT_USERNAME, options_.user.c_str());
    set(CURLOPT_PASSWORD, options_.password.Reveal().c_str());
  }
  set(CURLOPT_MAIL_FROM, from.c_str());
  set(CURLOPT_MAIL_RCPT, to.get());
  set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(options_.connect_limit.count()));
  set(CURLOPT_TIMEOUT, static_cast<long>(options_.total_limit.count()));
  set(CURLOPT_UPLOAD, 1L);
  set(CURLOPT_READFUNCTION, OnRead);
  set(CURLOPT_READDATA, static_cast<void*>(&progress));
  set(CURLOPT_DEBUGFUNCTION, OnDebug);
  set(CURLOPT_DEBUGDATA, static_cast<void*>(&progress));
  set(CURLOPT_VERBOSE, 1L);
  set(CURLOPT_XFERINFOFUNCTION, OnProgress);
  set(CURLOPT_XFERINFODATA, static_cast<void*>(&progress));
  set(CURLOPT_NOPROGRESS, 0L);
  const CURLcode code = curl_easy_perform(curl.get());
  return Judge(progress, code);
}

}  // namespace lachan::notify_smtp
