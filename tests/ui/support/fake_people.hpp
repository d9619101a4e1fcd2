// SPDX-License-Identifier: Apache-2.0
// The people and rooms of the fake world, as the server's answers.
#pragma once

namespace hearth::test {

class FakeTransport;

void fillPeople(FakeTransport &transport);
void fillRooms(FakeTransport &transport);

} // namespace hearth::test
