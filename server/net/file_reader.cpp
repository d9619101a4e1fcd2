// SPDX-License-Identifier: Apache-2.0
#include "server/net/file_reader.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace hearth::net {
namespace {
constexpr std::uint64_t partSize = 256 << 10;
}

FileReader::~FileReader() {
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

bool FileReader::open() {
    m_descriptor = ::open(m_body.path.c_str(), O_RDONLY | O_CLOEXEC);
    return m_descriptor >= 0;
}

bool FileReader::readPart() {
    m_part.resize(static_cast<std::size_t>(std::min(partSize, m_body.length - m_read)));
    ssize_t count = 0;
    do
        count = ::pread(m_descriptor, m_part.data(), m_part.size(),
                        static_cast<off_t>(m_body.offset + m_read));
    while (count < 0 && errno == EINTR);
    m_part.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    m_read += m_part.size();
    if (!std::exchange(m_begun, true))
        m_part.insert(0, m_body.before);
    if (m_read == m_body.length)
        m_part += m_body.after;
    return count >= 0;
}

} // namespace hearth::net
