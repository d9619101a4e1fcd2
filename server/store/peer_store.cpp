// SPDX-License-Identifier: Apache-2.0
#include "server/store/peer_store.hpp"

#include "server/store/event_store.hpp"

namespace hearth::store::peers {

Place placeOf(Reader &reader, EventNid event) {
    const auto row = reader.queryOne(
        "SELECT state_before, state_after, flags FROM event WHERE event_nid = $1", event);
    if (!row)
        return {};
    const bool outside = (row->integer(2) & (event_flag::stub | event_flag::outlier)) != 0;
    return {!outside && !(row->isNull(0) && row->isNull(1)), row->nid<StateGroupNid>(0)};
}

StateGroupNid groupBefore(Reader &reader, EventNid event) {
    return placeOf(reader, event).before;
}

} // namespace hearth::store::peers
