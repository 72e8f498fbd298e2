// SPDX-License-Identifier: Apache-2.0
#include "normalise/mappings.h"

#include <fmt/ranges.h>
#include <yaml-cpp/yaml.h>

#include <set>

#include "base/text.h"

namespace lachan::normalise {
namespace {

constexpr std::size_t kFileBytes = 1u << 20, kMostMappings = 10'000;

/// Reads one file. yaml-cpp throws for wrong types; CompileMappings catches.
class Reader {
 public:
  Reader(const std::string& path, std::vector<Diagnostic>& findings)
      : path_(path), findings_(findings) {}

  bool failed() const { return failed_; }

  Mapping Read(const YAML::Node& node) {
    Mapping mapping;
    CheckKeys(node,
              {"id", "title", "order", "format", "when", "patterns", "strip", "strip_to_capital",
               "rename", "copy", "set", "time", "host", "utc", "logsource"});
    mapping.id = node["id"] ? node["id"].as<std::string>() : "";
    if (mapping.id.empty()) Error(node, "mapping.id.missing", "a mapping needs an id", "id: sshd");
    mapping.order = Value<int>(node["order"], 100);
    mapping.format = Value<std::string>(node["format"], "");
    if (node["when"]) ReadConditions(node["when"], mapping);
    for (const auto& entry : node["patterns"]) ReadPattern(entry, mapping);
    for (auto& prefix : List(node["strip"])) mapping.strip.push_back({std::move(prefix), false});
    for (auto& prefix : List(node["strip_to_capital"])) {
      mapping.strip.push_back({std::move(prefix), true});
    }
    mapping.constants = Pairs(node["set"]);
    for (const auto& text : List(node["time"])) ReadTime(node["time"], text, mapping);
    for (const auto& entry : node["copy"]) {
      mapping.copies.emplace_back(entry.first.as<std::string>(), List(entry.second));
    }
    mapping.host = List(node["host"]);
    mapping.times_are_utc = Value<bool>(node["utc"], false);
    int targets = 0;
    for (const auto& entry : node["rename"]) {
      int preference = 0;
      const auto name = entry.first.as<std::string>();
      const int target = targets++;
      for (const auto& candidate : List(entry.second)) {
        mapping.rename_lengths |= std::uint64_t{1} << (candidate.size() & 63);
        const Mapping::Rename rename{name, target, preference++};
        if (!mapping.renames.emplace(candidate, rename).second) {
          Error(entry.second, "mapping.rename.twice",
                fmt::format("'{}' is renamed twice", candidate), "keep one of them");
        }
      }
    }
    for (const auto& entry : node["logsource"]) {
      CheckKeys(entry, {"product", "category", "service"});
      mapping.logsources.push_back({Value<std::string>(entry["product"], ""),
                                    Value<std::string>(entry["category"], ""),
                                    Value<std::string>(entry["service"], "")});
    }
    return mapping;
  }

  void Error(const YAML::Node& node, std::string code, std::string message, std::string hint) {
    Error(node.Mark(), std::move(code), std::move(message), std::move(hint));
  }
  void Error(const YAML::Mark& mark, std::string code, std::string message, std::string hint) {
    failed_ = true;
    findings_.push_back({Diagnostic::Severity::kError,
                         std::move(code),
                         std::move(message),
                         std::move(hint),
                         {path_, mark.line + 1, mark.column + 1}});
  }

 private:
  void ReadConditions(const YAML::Node& when, Mapping& mapping) {
    CheckKeys(when, {"shape", "program", "has", "has_any", "equals", "pattern"});
    for (const auto& name : List(when["shape"])) {
      if (const auto shape = ShapeOf(name)) {
        mapping.shapes.push_back(*shape);
      } else {
        Error(when["shape"], "mapping.shape.unknown", fmt::format("unknown shape '{}'", name),
              fmt::format("{}", fmt::join(kShapeNames, ", ")));
      }
    }
    for (const auto& program : List(when["program"])) {
      mapping.programs.push_back(AsciiLower(program));
    }
    mapping.has = List(when["has"]);
    mapping.has_any = List(when["has_any"]);
    mapping.equals = Pairs(when["equals"]);
    mapping.needs_pattern = Value<bool>(when["pattern"], false);
  }

  void ReadPattern(const YAML::Node& entry, Mapping& mapping) {
    CheckKeys(entry, {"literal", "regex", "set"});
    auto pattern = Pattern::Compile(entry["regex"].as<std::string>(),
                                    Value<std::string>(entry["literal"], ""));
    if (!pattern) {
      Error(entry, "mapping.regex.invalid", pattern.error().Text(), "");
      return;
    }
    mapping.extractions.push_back({std::move(*pattern), Pairs(entry["set"])});
  }

  /// "eventtime", or "{date} {time} {tz}" for several fields.
  void ReadTime(const YAML::Node& node, std::string_view text, Mapping& mapping) {
    TimeSource source;
    if (!text.contains('{')) {
      source.emplace_back(text);
    } else {
      for (const auto part : Split(text, ' ')) {
        if (part.size() < 3 || !part.starts_with('{') || !part.ends_with('}')) {
          Error(node, "mapping.time.template", fmt::format("'{}' is not a list of fields", text),
                "like \"{date} {time} {tz}\"");
          return;
        }
        source.emplace_back(part.substr(1, part.size() - 2));
      }
    }
    mapping.time.push_back(std::move(source));
  }

  void CheckKeys(const YAML::Node& node, const std::set<std::string, std::less<>>& known) {
    if (!node.IsMap()) {
      Error(node, "mapping.type", "names and values are expected here", "");
      return;
    }
    for (const auto& entry : node) {
      const auto key = entry.first.as<std::string>();
      if (!known.contains(key)) {
        Error(entry.first, "mapping.key.unknown", fmt::format("unknown key '{}'", key),
              "see mappings/README.md");
      }
    }
  }

  /// Unlike yaml-cpp's own default, a value of the wrong type is an error, not the default.
  template <class T>
  static T Value(const YAML::Node& node, T otherwise) {
    return node ? node.as<T>() : otherwise;
  }
  static std::vector<std::string> List(const YAML::Node& node) {
    if (!node) return {};
    if (node.IsScalar()) return {node.as<std::string>()};
    return node.as<std::vector<std::string>>();
  }
  static std::vector<std::pair<std::string, std::string>> Pairs(const YAML::Node& node) {
    std::vector<std::pair<std::string, std::string>> out;
    for (const auto& entry : node) {
      out.emplace_back(entry.first.as<std::string>(), entry.second.as<std::string>());
    }
    return out;
  }

  const std::string& path_;
  std::vector<Diagnostic>& findings_;
  bool failed_ = false;
};

bool IsFor(const Mapping& mapping, std::string_view program) {
  return mapping.programs.empty() ||
         std::ranges::any_of(mapping.programs, [&](std::string_view wanted) {
           if (!wanted.ends_with('*')) return wanted == program;
           wanted.remove_suffix(1);
           return program.starts_with(wanted);
         });
}

/// Fills the lists by shape and program.
void Index(Mappings& mappings) {
  for (const Mapping& mapping : mappings.all) {
    for (std::string program : mapping.programs) {
      if (program.ends_with('*')) {
        program.pop_back();
        mappings.by_prefix.emplace_back(std::move(program), Mappings::Places{});
      } else {
        mappings.by_program.try_emplace(std::move(program));
      }
    }
  }
  const auto add = [&](std::uint16_t place, std::size_t shape) {
    const Mapping& mapping = mappings.all[place];
    if (mapping.programs.empty()) mappings.any_program[shape].push_back(place);
    for (auto& [program, places] : mappings.by_program) {
      if (IsFor(mapping, program)) places[shape].push_back(place);
    }
    for (auto& [prefix, places] : mappings.by_prefix) {
      if (IsFor(mapping, prefix)) places[shape].push_back(place);
    }
  };
  for (std::uint16_t place = 0; place < mappings.all.size(); ++place) {
    const auto& shapes = mappings.all[place].shapes;
    for (std::size_t shape = 0; shape < kShapeKinds; ++shape) {
      const bool fits = shapes.empty() ||
                        std::ranges::find(shapes, static_cast<ShapeKind>(shape)) != shapes.end();
      if (fits) add(place, shape);
    }
  }
}

}  // namespace

const Mappings::Places* Mappings::ListsOf(std::string_view program) const {
  if (const auto known = by_program.find(program); known != by_program.end()) return &known->second;
  for (const auto& [prefix, places] : by_prefix) {
    if (program.starts_with(prefix)) return &places;
  }
  return nullptr;
}

std::span<const std::uint16_t> Mappings::Candidates(ShapeKind shape,
                                                    std::string_view program) const {
  const Places* lists = program.empty() ? nullptr : ListsOf(program);
  return (lists != nullptr ? *lists : any_program)[static_cast<std::size_t>(shape)];
}

Compiled<Mappings> CompileMappings(std::span<const MappingText> files) {
  Compiled<Mappings> out;
  Mappings mappings;
  std::set<std::string> ids;
  bool failed = false;
  for (const MappingText& file : files) {
    Reader reader(file.path, out.findings);
    if (file.text.size() > kFileBytes) {
      reader.Error(YAML::Mark{}, "mapping.too_long", "larger than 1 MiB", "split it");
    } else if (mappings.all.size() >= kMostMappings) {
      reader.Error(YAML::Mark{}, "mapping.too_many",
                   fmt::format("more than {} mappings", kMostMappings), "join some of them");
    } else {
      try {
        for (const YAML::Node& node : YAML::LoadAll(file.text)) {
          Mapping mapping = reader.Read(node);
          if (!ids.insert(mapping.id).second) {
            reader.Error(node, "mapping.id.twice", fmt::format("a second mapping '{}'", mapping.id),
                         "choose another id");
          }
          mappings.all.push_back(std::move(mapping));
        }
      } catch (const YAML::Exception& exception) {
        reader.Error(exception.mark, "mapping.yaml", exception.msg, "");
      }
    }
    failed = failed || reader.failed();
  }
  if (failed) return out;
  std::ranges::stable_sort(mappings.all, {}, &Mapping::order);
  Index(mappings);
  out.value = std::move(mappings);
  return out;
}

}  // namespace lachan::normalise
