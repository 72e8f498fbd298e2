// SPDX-License-Identifier: Apache-2.0
/// \file
/// A small authority for the senders of one province: it signs the server's certificate and one for
/// each sender. Whoever has a public key infrastructure uses that instead.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/time.h"

namespace lachan::intake_syslog {

/// Where the authority keeps its files; what is in it besides `ca.pem` is secret.
struct AuthorityFiles {
  std::string folder;
  std::string authority() const { return folder + "/ca.pem"; }
  std::string authority_key() const { return folder + "/ca.key"; }
  std::string server() const { return folder + "/server.pem"; }
  std::string server_key() const { return folder + "/server.key"; }
};

struct Issued {
  std::string certificate_file;
  std::string key_file;
  std::string authority_file;
  Instant expires_at;
};

/// Makes authority and key (ECDSA P-256, 20 years). `title` is its common name.
/// \error kConflict     there is one already: certificates issued by it would no longer count
/// \error kUnavailable  the folder cannot be written
Status MakeAuthority(const AuthorityFiles& files, std::string_view title, Instant now);

/// Issues the server's certificate for the names and addresses under which senders reach it.
/// \error kInvalidInput        no host, or one that is neither name nor address
/// \error kFailedPrecondition  there is no authority yet
Result<Issued> IssueServer(const AuthorityFiles& files, std::span<const std::string> hosts,
                           int days, Instant now);

/// Issues a sender's certificate into `target`: NAME.pem, NAME.key and ca.pem.
/// \param name  Common name and DNS name: letters, digits, '.', '-', '_', at most 64.
/// \error kInvalidInput        the name
/// \error kConflict            the files are there already
/// \error kFailedPrecondition  there is no authority yet
Result<Issued> IssueClient(const AuthorityFiles& files, std::string_view name,
                           const std::string& target, int days, Instant now);

}  // namespace lachan::intake_syslog
