// SPDX-License-Identifier: Apache-2.0
/// \file
/// Sample logs as text with placeholders, and their playing for one system at one time. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/event.h"
#include "core/id.h"
#include "core/time.h"
#include "demo/random.h"

namespace lachan::demo {

/// What kind of system speaks in a script.
enum class Role { kWeb, kOffice, kShared, kMail, kServer };

/// One file of demo/feed (demo/README.md has the format).
struct Script {
  struct Line {
    int times = 1;
    std::string text;
  };
  std::string id;  ///< File name without ending.
  Role target = Role::kWeb;
  bool at_night = false;           ///< Makes sense from 22:00 to 05:00 only.
  int weight = 1;                  ///< Of normal traffic: how often a line of it is taken.
  Duration step{1'000'000};        ///< Between the lines of an attack, on the average.
  std::vector<std::string> fires;  ///< Ids of the rules that an attack sets off.
  std::vector<Line> lines;
};

/// \error kInvalidInput  an unknown word, target or placeholder, or no line; names the line.
Result<Script> ParseScript(std::string id, std::string_view text);

/// A system of the demo province that sends logs.
struct Actor {
  AgencyId agency;
  SystemId system;
  SourceId source;
  std::string host;     ///< "www.snv.thanhhoa.example"
  std::string address;  ///< "10.38.2.10"
  std::string subnet;   ///< "10.38.2."
  Role role = Role::kWeb;
  Duration clock_error{0};  ///< Its clock goes wrong by this.
  double broken_lines = 0;  ///< Share of its lines that arrive cut off.
};

/// Whether a script for `target` may be played by a system of `role`.
bool Suits(Role target, Role role);
/// Whether it is between 22:00 and 05:00 in Viet Nam.
bool IsNight(Instant instant);

struct TimedLine {
  Instant at;
  std::string text;
};

/// All lines of an attack, each with its time, from `start` on. One attacker, machine and account
/// throughout.
std::vector<TimedLine> Play(const Script& script, const Actor& actor, Random& random,
                            Instant start);
/// One line of normal traffic.
std::string PlayOne(const Script& script, const Actor& actor, Random& random, Instant at);

/// The record that `actor` would have sent.
RawRecord RecordOf(const Actor& actor, const TimedLine& line);

}  // namespace lachan::demo
