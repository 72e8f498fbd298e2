// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

namespace lachan {

/// A value that must not reach logs, errors or JSON: it has no formatter and no comparison.
/// Read it with Reveal(), at the place of use only.
template <class T>
class Secret {
 public:
  Secret() = default;
  explicit Secret(T value) : value_(std::move(value)) {}
  const T& Reveal() const { return value_; }

 private:
  T value_{};
};

}  // namespace lachan
