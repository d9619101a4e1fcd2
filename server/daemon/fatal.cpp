// SPDX-License-Identifier: Apache-2.0
#include "server/daemon/fatal.hpp"

namespace hearth::daemon {

json::object Fatal::toJson() const {
    json::object line{{"event", "fatal"}, {"code", m_code}, {"message", m_message}};
    if (!m_hint.empty())
        line["hint"] = m_hint;
    if (!m_file.empty())
        line["file"] = m_file;
    if (m_line > 0)
        line["line"] = m_line;
    if (m_pid > 0)
        line["pid"] = m_pid;
    return line;
}

} // namespace hearth::daemon
