// SPDX-License-Identifier: Apache-2.0
// Gets pages from the net for URL previews.
#pragma once

#include "server/http/client.hpp"
#include "server/services/media/url_previews.hpp"

namespace hearth::jobs {

/// client must outlive the function.
[[nodiscard]] services::Fetch pageFetcher(http::Client &client);

} // namespace hearth::jobs
