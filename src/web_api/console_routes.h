// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "web/http.h"

namespace lachan::web_api {

/// Files of the built console by path below its folder: "index.html", "assets/x.js".
using ConsoleFiles = std::map<std::string, std::shared_ptr<const std::string>, std::less<>>;

/// The console under /console/. Paths that name no file get index.html: the console routes itself.
/// Assets carry their hash in the name and are cached for a year.
std::vector<web::Route> ConsoleRoutes(ConsoleFiles files);

}  // namespace lachan::web_api
