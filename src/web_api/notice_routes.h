// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "notifications/notification_service.h"
#include "web/http.h"

namespace lachan::web_api {

/// Own notices and preferences; the delivery ledger.
std::vector<web::Route> NoticeRoutes(notifications::NotificationService& service,
                                     journal::StateStore& store);

}  // namespace lachan::web_api
