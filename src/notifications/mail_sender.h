// SPDX-License-Identifier: Apache-2.0
/// \file
/// The port to the outside: something that hands a mail to a server. `notify_smtp` implements it.
#pragma once

#include <functional>
#include <stop_token>
#include <string>

#include "base/result.h"

namespace lachan::notifications {

struct Envelope {
  std::string from, to;
};

/// What became of one attempt.
struct Attempt {
  enum class Outcome {
    kAccepted,   ///< The server said so: it is responsible now.
    kLater,      ///< This message not now (4xx); others may go.
    kRefused,    ///< This message never (5xx to it or its recipient).
    kNoServer,   ///< Nobody can be served: unreachable, sign-in or certificate refused.
    kUncertain,  ///< Handed over, but no word came back: it may have arrived.
  };
  Outcome outcome = Outcome::kNoServer;
  int code = 0;       ///< The server's last reply code; 0: none.
  std::string reply;  ///< Its text, or what went wrong. Printable.
};

class MailSender {
 public:
  virtual ~MailSender() = default;
  /// \param message          As ComposeMail gives it.
  /// \param before_the_end   Called once, before the byte that ends the message goes out: until
  ///                         then the server cannot have accepted it. When it fails, the message
  ///                         is not ended.
  /// \param stop             Ends the attempt early.
  virtual Attempt Send(const Envelope& envelope, const std::string& message,
                       const std::function<Status()>& before_the_end,
                       const std::stop_token& stop) = 0;
};

}  // namespace lachan::notifications
