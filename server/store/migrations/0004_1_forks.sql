-- SPDX-License-Identifier: Apache-2.0
-- Rooms that fork. Events from before a room's first have negative numbers in gpos, below
-- room.back_pos. replaces_nid: what stood in a state event's place in the state before it, where
-- that is not what state_delta says of its position; 0: nothing stood there.
DROP INDEX event_back_pos;
ALTER TABLE event RENAME COLUMN back_pos TO replaces_nid;
