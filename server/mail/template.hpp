// SPDX-License-Identifier: Apache-2.0
// Template: text with places to fill in, in the part of Jinja2's language that mails need:
//   {{ path.to.value }}   {% if path %} … {% elif not path %} … {% else %} … {% endif %}
//   {% if path == "text" %}   {% for item in path %} … {% endfor %}   {% include "name" %}
//   {# comment #}   and a hyphen ({%- … -%}) that takes the white space on its side away.
// In HTML every value is escaped; there is no way to switch that off.
#pragma once

#include "server/core/json.hpp"
#include "server/core/result.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace hearth::mail {

/// Gives the text of another template by name, for include.
using FindTemplate = std::function<std::optional<std::string>(std::string_view name)>;

/// Thread-safe once made.
class Template {
public:
    /// html: whether values are escaped for it. A sentence with a line number if it is malformed.
    [[nodiscard]] static Result<Template> parse(std::string_view text, bool html,
                                                const FindTemplate &find);
    [[nodiscard]] std::string render(const json::object &values) const;

    struct Node;

private:
    std::shared_ptr<const Node> m_root;
    bool m_html = false;
};

/// For text between tags and in quoted attributes.
[[nodiscard]] std::string escapedHtml(std::string_view text);

} // namespace hearth::mail
