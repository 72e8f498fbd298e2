// SPDX-License-Identifier: Apache-2.0
/// \file
/// Test help: a correlator that recomputes everything from all entries, to hold the real one
/// against.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/event.h"
#include "detect/correlate.h"
#include "detect/correlation_rule.h"
#include "detect/rule_set.h"

namespace lachan::detect::testing {

/// Forgets nothing, has no limits but the lateness.
class SlowCorrelator {
 public:
  SlowCorrelator(const RuleSet& rules, Duration lateness) : rules_(rules), lateness_(lateness) {
    states_.resize(rules.correlations().size());
  }
  std::vector<CorrelationHit> Observe(const Event& event, const std::vector<Match>& matches);

 private:
  struct Entry {
    Instant time;
    std::size_t sequence = 0, target = 0;
    std::string event_id;
    std::optional<std::vector<std::string>> values;
    bool fired = false;
  };
  struct Group {
    std::vector<Entry> entries;  ///< By time, sequence, target.
    std::optional<Instant> last_fired;
  };
  struct State {
    std::map<std::vector<std::string>, Group> groups;
    std::optional<Instant> watermark;
  };
  struct Firing {
    CorrelationHit hit;
    std::size_t sequence = 0;
  };
  using Fields = std::map<std::string, std::string>;
  using Window = std::vector<Entry>;

  void Feed(std::size_t correlation, Entry entry, const Fields& fields, std::vector<Firing>& out);
  void Fire(const CorrelationRule& rule, const std::vector<std::string>& key, Group& group,
            std::size_t at, std::vector<Firing>& out);
  static std::optional<double> Judge(const CorrelationRule& rule, const Window& window);
  static bool Holds(const Expr& expr, const CorrelationRule& rule, const Window& window);

  const RuleSet& rules_;
  Duration lateness_;
  std::vector<State> states_;
  std::size_t next_sequence_ = 0;
};

}  // namespace lachan::detect::testing
