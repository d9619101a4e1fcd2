// SPDX-License-Identifier: Apache-2.0
// The pages that a browser sees, in its language. Templates: server/mail/README.md.
#pragma once

#include "server/api/client/account/account_api.hpp"

#include <string>
#include <string_view>

namespace hearth::api::account {

/// What a page may load and run besides its own text.
enum class PageScripts {
    None,
    Done,    // tells the app that has opened the page that it is done with
    Captcha, // the captcha service's
    Login    // signs in; from this server
};

/// One of the pages of texts/en.json. values fill the template; its sentences come by themselves.
[[nodiscard]] http::Response page(const AccountApi &api, const Call &call, std::string_view name,
                                  int status, json::object values,
                                  PageScripts scripts = PageScripts::None);
/// A sentence in the browser's language.
[[nodiscard]] std::string sentence(const AccountApi &api, const Call &call, std::string_view group,
                                   std::string_view name);
[[nodiscard]] http::Response redirect(const std::string &url);
/// What ends a stage or a confirmation in the browser.
[[nodiscard]] http::Response donePage(const AccountApi &api, const Call &call);

// fallback.cpp
http::Response getFallback(const AccountApi &api, Call &call);
http::Response postFallback(const AccountApi &api, Call &call);
http::Response getLoginPage(const AccountApi &api, Call &call);
http::Response getLoginScript(const AccountApi &api, Call &call);

} // namespace hearth::api::account
