// SPDX-License-Identifier: Apache-2.0
/// \file
/// Test help: YAML files with cases, and an obvious evaluator to hold the engine against.
#pragma once

#include <string>
#include <vector>

#include "core/event.h"
#include "detect/yaml_node.h"

namespace lachan::detect::testing {

/// The first document of a file under LACHAN_SOURCE; fails the test when it cannot be read.
YamlNode::Ptr ReadCases(const std::string& path);
/// All files of a folder under LACHAN_SOURCE with this ending, sorted, relative to it.
std::vector<std::string> FilesIn(const std::string& folder, const std::string& ending);

/// YAML text of a node, on one line.
std::string ToYaml(const YamlNode& node);
/// An event with the fields of a map; lists become several values. "@time" sets the event's time.
Event EventOf(const YamlNode& fields);

/// Decides a `detection:` map by reading it anew for every event: no atoms, no scanners, no
/// necessary sets. Knows the modifiers that the property test uses.
bool ReferenceMatches(const YamlNode& detection, const Event& event);

}  // namespace lachan::detect::testing
