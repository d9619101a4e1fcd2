// SPDX-License-Identifier: Apache-2.0
// See figure_store.hpp.
#include "server/store/figure_store.hpp"

namespace hearth::store::figures {

std::int64_t rooms(Reader &reader) {
    return reader
        .queryOne("SELECT COUNT(*) FROM room WHERE version IS NOT NULL AND "
                  "CAST(flags AS BIGINT) % 2 = 0")
        ->integer(0);
}

std::int64_t events(Reader &reader, Position upTo) {
    return reader.queryOne("SELECT COUNT(*) FROM event WHERE gpos <= $1", upTo)->integer(0);
}

std::int64_t eventsReceivedSince(Reader &reader, Position upTo, Timestamp since) {
    return reader
        .queryOne("SELECT COUNT(*) FROM event WHERE gpos <= $1 AND received_ts >= $2", upTo, since)
        ->integer(0);
}

} // namespace hearth::store::figures
