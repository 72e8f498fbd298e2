// SPDX-License-Identifier: Apache-2.0
#include "demo/script.h"

#include <charconv>
#include <optional>

#include "base/text.h"

namespace lachan::demo {
namespace {

constexpr std::size_t kMaxLines = 400;
constexpr int kMaxTimes = 500;

constexpr std::string_view kPages[] = {"/",
                                       "/gioi-thieu",
                                       "/tin-tuc",
                                       "/tin-tuc/chuyen-doi-so",
                                       "/van-ban-chi-dao",
                                       "/thu-tuc-hanh-chinh",
                                       "/lich-cong-tac",
                                       "/lien-he",
                                       "/cong-khai-ngan-sach",
                                       "/hoi-dap?trang=2"};
constexpr std::string_view kAgents[] = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; rv:132.0) Gecko/20100101 Firefox/132.0"};
constexpr std::string_view kDomains[] = {"baomau.example",  "tracuu.example", "capnhat.example",
                                         "dulieu.example",  "hoctap.example", "thoitiet.example",
                                         "bandomau.example"};
constexpr std::string_view kStaff[] = {"nvan",   "ttbinh", "lvcuong", "ptdung", "hthang",  "ntlan",
                                       "dvminh", "bqnam",  "vtoanh",  "tqphuc", "lthuong", "ndson"};
constexpr std::string_view kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::string_view kPublicNets[] = {"203.0.113.", "198.51.100.", "192.0.2."};

std::string PublicAddress(Random& random) {
  return fmt::format("{}{}", random.Of(kPublicNets), random.Between(1, 254));
}

std::string Hex(Random& random) { return fmt::format("{:016x}", random.Next()); }

/// What stays the same while one script is played.
struct Scene {
  const Actor& actor;
  std::string attacker, my_pc, user;
  int pc_number = 0, pid = 0;

  Scene(const Actor& who, Random& random)
      : actor(who), attacker(PublicAddress(random)), user(random.Of(kStaff)) {
    pc_number = random.Between(1, 40);
    my_pc = fmt::format("{}{}", who.subnet, 100 + pc_number);
    pid = random.Between(800, 32000);
  }
};

struct LocalTime {
  std::chrono::year_month_day day;
  std::chrono::hh_mm_ss<std::chrono::milliseconds> clock;

  explicit LocalTime(Instant at) {
    const auto local = std::chrono::floor<std::chrono::milliseconds>(at + kVietnamOffset);
    const auto midnight = std::chrono::floor<std::chrono::days>(local);
    day = midnight;
    clock = std::chrono::hh_mm_ss{local - midnight};
  }
  std::string Date() const { return FormatDate(day); }
  std::string Clock() const {
    return fmt::format("{:02}:{:02}:{:02}", clock.hours().count(), clock.minutes().count(),
                       clock.seconds().count());
  }
  std::string_view MonthName() const { return kMonths[static_cast<unsigned>(day.month()) - 1]; }
};

/// Value of a time placeholder; empty for others.
std::optional<std::string> TimeValue(std::string_view name, Instant at) {
  const LocalTime local(at);
  if (name == "bsd") {
    return fmt::format("{} {:2} {}", local.MonthName(), static_cast<unsigned>(local.day.day()),
                       local.Clock());
  }
  if (name == "clf") {
    return fmt::format("{:02}/{}/{}:{} +0700", static_cast<unsigned>(local.day.day()),
                       local.MonthName(), static_cast<int>(local.day.year()), local.Clock());
  }
  if (name == "iso") return fmt::format("{}T{}+07:00", local.Date(), local.Clock());
  if (name == "win") return fmt::format("{} {}", local.Date(), local.Clock());
  if (name == "date") return local.Date();
  if (name == "clock") return local.Clock();
  if (name == "epoch") {
    const auto milliseconds = at.time_since_epoch().count() / 1000;
    return fmt::format("{}.{:03}", milliseconds / 1000, milliseconds % 1000);
  }
  return std::nullopt;
}

std::optional<std::string> RandomValue(std::string_view name, Random& random, const Actor& actor) {
  if (name == "visitor") return PublicAddress(random);
  if (name == "pc") return fmt::format("{}{}", actor.subnet, random.Between(101, 140));
  if (name == "pcno") return fmt::format("{:02}", random.Between(1, 40));
  if (name == "staffpc") {
    return fmt::format("10.38.{}.{}", random.Between(1, 18), random.Between(101, 140));
  }
  if (name == "anyuser") return std::string(random.Of(kStaff));
  if (name == "port") return std::to_string(random.Between(20000, 60000));
  if (name == "size") return std::to_string(random.Between(400, 60000));
  if (name == "page") return std::string(random.Of(kPages));
  if (name == "agent") return std::string(random.Of(kAgents));
  if (name == "domain") return std::string(random.Of(kDomains));
  if (name == "hex") return Hex(random).substr(0, 12);
  if (name == "hex0") return Hex(random);
  if (name == "queue") return Hex(random).substr(0, 10);
  return std::nullopt;
}

std::optional<std::string> SceneValue(std::string_view name, const Scene& scene, int number) {
  if (name == "host") return scene.actor.host;
  if (name == "ip") return scene.actor.address;
  if (name == "subnet") return scene.actor.subnet;
  if (name == "dns") return scene.actor.subnet + "53";
  if (name == "attacker") return scene.attacker;
  if (name == "mypc") return scene.my_pc;
  if (name == "mypcno") return fmt::format("{:02}", scene.pc_number);
  if (name == "user") return scene.user;
  if (name == "admin") {
    const auto label = scene.actor.host.substr(scene.actor.host.find('.') + 1);
    return "qt-" + label.substr(0, label.find('.'));
  }
  if (name == "pid") return std::to_string(scene.pid);
  if (name == "n") return std::to_string(number);
  if (name.starts_with("seq:")) {
    int base = 0;
    const auto digits = name.substr(4);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), base);
    if (error == std::errc{} && end == digits.data() + digits.size()) {
      return std::to_string(base + number);
    }
  }
  return std::nullopt;
}

/// Fills the placeholders of one line. What is no placeholder stays, braces and all.
std::string Fill(std::string_view text, const Scene& scene, Random& random, Instant at,
                 int number) {
  std::string out;
  out.reserve(text.size() + 100);
  while (!text.empty()) {
    const auto open = text.find('{');
    out += text.substr(0, open);
    if (open == std::string_view::npos) break;
    text.remove_prefix(open);
    const auto close = text.find('}');
    const auto name = close == std::string_view::npos ? "" : text.substr(1, close - 1);
    auto value = name.size() > 12 ? std::nullopt : TimeValue(name, at);
    if (!value && name.size() <= 12) value = SceneValue(name, scene, number);
    if (!value && name.size() <= 12) value = RandomValue(name, random, scene.actor);
    out += value ? *value : std::string(1, '{');
    text.remove_prefix(value ? close + 1 : 1);
  }
  return out;
}

Result<Role> ParseRole(std::string_view word) {
  if (word == "web") return Role::kWeb;
  if (word == "office") return Role::kOffice;
  if (word == "shared") return Role::kShared;
  if (word == "mail") return Role::kMail;
  if (word == "server") return Role::kServer;
  return Fail(ErrorCode::kInvalidInput, "unknown target '{}'", word);
}

Result<int> ParseNumber(std::string_view text, int most) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < 1 || number > most) {
    return Fail(ErrorCode::kInvalidInput, "'{}' is not a number from 1 to {}",
                PrintableForLog(text, 40), most);
  }
  return number;
}

Status ReadWord(Script& script, std::string_view word, std::string_view value) {
  if (word == "target") {
    LACHAN_TRY(script.target, ParseRole(value));
  } else if (word == "hours") {
    if (value != "night") return Fail(ErrorCode::kInvalidInput, "unknown hours '{}'", value);
    script.at_night = true;
  } else if (word == "weight") {
    LACHAN_TRY(script.weight, ParseNumber(value, 1000));
  } else if (word == "step") {
    const bool is_milliseconds = value.ends_with("ms");
    if (!value.ends_with('s')) return Fail(ErrorCode::kInvalidInput, "a step ends with s or ms");
    LACHAN_TRY(const int number,
               ParseNumber(value.substr(0, value.size() - (is_milliseconds ? 2 : 1)), 60'000));
    script.step = is_milliseconds ? Duration(std::chrono::milliseconds(number))
                                  : Duration(std::chrono::seconds(number));
  } else if (word == "fires") {
    for (const auto id : Split(value, ' ')) {
      if (!id.empty()) script.fires.emplace_back(id);
    }
  } else {
    return Fail(ErrorCode::kInvalidInput, "unknown word '{}'", PrintableForLog(word, 40));
  }
  return {};
}

Status ReadLine(Script& script, std::string_view line) {
  if (line.empty() || line.front() == '#') return {};
  if (line.front() == '!') {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) {
      return Fail(ErrorCode::kInvalidInput, "no colon after the word");
    }
    return ReadWord(script, Trim(line.substr(1, colon - 1)), Trim(line.substr(colon + 1)));
  }
  const auto bar = line.find('|');
  if (bar == std::string_view::npos)
    return Fail(ErrorCode::kInvalidInput, "no '|' after the count");
  Script::Line parsed;
  LACHAN_TRY(parsed.times, ParseNumber(Trim(line.substr(0, bar)), kMaxTimes));
  line.remove_prefix(bar + 1);
  parsed.text = line.starts_with(' ') ? line.substr(1) : line;
  if (parsed.text.empty()) return Fail(ErrorCode::kInvalidInput, "no text");
  script.lines.push_back(std::move(parsed));
  return {};
}

}  // namespace

Result<Script> ParseScript(std::string id, std::string_view text) {
  Script script;
  script.id = std::move(id);
  int number = 0;
  for (auto line : Split(text, '\n')) {
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    LACHAN_TRY_DO(ReadLine(script, line), fmt::format("{}:{}", script.id, number));
    if (script.lines.size() > kMaxLines) {
      return Fail(ErrorCode::kInvalidInput, "{}: more than {} lines", script.id, kMaxLines);
    }
  }
  if (script.lines.empty()) {
    return Fail(ErrorCode::kInvalidInput, "{}: not a line to play", script.id);
  }
  return script;
}

bool Suits(Role target, Role role) {
  if (target == Role::kServer) return role == Role::kWeb || role == Role::kShared;
  return target == role;
}

bool IsNight(Instant instant) {
  const auto hour = LocalTime(instant).clock.hours().count();
  return hour >= 22 || hour < 5;
}

std::vector<TimedLine> Play(const Script& script, const Actor& actor, Random& random,
                            Instant start) {
  const Scene scene(actor, random);
  std::vector<TimedLine> lines;
  Instant at = start;
  for (const auto& line : script.lines) {
    for (int i = 1; i <= line.times; ++i) {
      lines.push_back({at, Fill(line.text, scene, random, at, i)});
      at += Duration(script.step.count() * random.Between(60, 140) / 100);
    }
  }
  return lines;
}

std::string PlayOne(const Script& script, const Actor& actor, Random& random, Instant at) {
  const Scene scene(actor, random);
  return Fill(random.Of(script.lines).text, scene, random, at, random.Between(1, 900));
}

RawRecord RecordOf(const Actor& actor, const TimedLine& line) {
  RawRecord record;
  record.text = line.text;
  record.received_at = line.at;
  record.source = actor.source;
  record.agency = actor.agency;
  record.peer = actor.address;
  record.transport = Transport::kDemo;
  return record;
}

}  // namespace lachan::demo
