// SPDX-License-Identifier: Apache-2.0
// See user_directory.hpp.
#include "server/services/directory/user_directory.hpp"

#include "server/config/settings.hpp"
#include "server/core/json_null.hpp"
#include "server/matrix/fold.hpp"
#include "server/matrix/ids.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/services/directory/folding.hpp"
#include "server/services/rooms/room_members.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/store/profile_store.hpp"

#include <algorithm>
#include <vector>

namespace hearth::services {
namespace {

constexpr std::int64_t maxResults = 50;
constexpr std::int64_t maxCandidates = 2000;

/// Whether every word starts a word of the entry's text.
bool fits(const std::string &text, const std::vector<std::string> &wanted) {
    const auto words = wordsOf(text);
    return std::all_of(wanted.begin(), wanted.end(), [&](const std::string &prefix) {
        return std::any_of(words.begin(), words.end(), [&](const std::string &word) {
            return word.compare(0, prefix.size(), prefix) == 0;
        });
    });
}

int rank(const store::DirectoryEntry &entry, const std::string &folded) {
    int out = 0;
    if (matrix::foldForSearch(matrix::localpart(entry.userId)) == folded)
        out += 4;
    if (entry.displayName && matrix::foldForSearch(*entry.displayName) == folded)
        out += 4;
    if (entry.displayName)
        out += 2;
    if (entry.avatarUrl)
        out += 1;
    return out;
}

json::object shown(const store::DirectoryEntry &entry) {
    return {{"user_id", entry.userId},
            {"display_name", orNull(entry.displayName)},
            {"avatar_url", orNull(entry.avatarUrl)}};
}

} // namespace

UserDirectory::UserDirectory(Accounts &accounts, RoomMembers &members, RoomRegistry &rooms,
                             const config::Current &settings)
    : m_accounts(accounts)
    , m_members(members)
    , m_rooms(rooms)
    , m_settings(settings) {}

json::object UserDirectory::search(const Requester &requester, std::string_view term,
                                   std::int64_t limit) {
    const auto wantedCount =
        static_cast<std::size_t>(std::clamp<std::int64_t>(limit, 1, maxResults));
    const bool wholeId = !term.empty() && term.front() == '@';
    const std::string folded = matrix::foldForSearch(wholeId ? matrix::localpart(term) : term);
    const auto words = wordsOf(folded);
    json::object out{{"limited", false}, {"results", json::array{}}};
    if (words.empty())
        return out;
    // The longest word leaves the fewest candidates.
    const auto &longest =
        *std::max_element(words.begin(), words.end(),
                          [](const auto &a, const auto &b) { return a.size() < b.size(); });
    const auto candidates = m_accounts.database().read([&](store::Reader &reader) {
        return store::user_directory::findByPrefix(reader, longest, maxCandidates);
    });
    const auto settings = m_settings.get();
    const bool everybody = settings->userDirectorySearchAllUsers;
    const bool showLocked = settings->userDirectoryShowLockedUsers;
    const auto isOurs = [&](const store::DirectoryEntry &entry) {
        return settings->isMine(matrix::domain(entry.userId));
    };
    std::vector<store::DirectoryEntry> found;
    for (const auto &[entry, text] : candidates) {
        if (!fits(text, words) || (settings->userDirectoryExcludeRemoteUsers && !isOurs(entry)))
            continue;
        const auto account = m_accounts.find(entry.user);
        if (account && (account->deactivated || (account->locked && !showLocked)))
            continue;
        // Where everybody is found, oneself is no news; else one is found as others would find one.
        if (everybody ? entry.user != requester.userNid : isVisible(requester.userNid, entry.user))
            found.push_back(entry);
    }
    std::stable_sort(found.begin(), found.end(), [&](const auto &a, const auto &b) {
        if (settings->userDirectoryPreferLocalUsers && isOurs(a) != isOurs(b))
            return isOurs(a);
        return rank(a, folded) > rank(b, folded);
    });
    if (found.size() > wantedCount) {
        found.resize(wantedCount);
        out["limited"] = true;
    }
    auto &results = out["results"].as_array();
    for (const auto &entry : found)
        results.push_back(shown(entry));
    return out;
}

bool UserDirectory::isVisible(store::UserNid viewer, store::UserNid user) {
    if (viewer != user && m_members.shareRoom(viewer, user))
        return true;
    const auto rooms = m_members.joinedRooms(user);
    return std::any_of(rooms.begin(), rooms.end(), [&](store::RoomNid room) {
        const auto state = m_rooms.view(room);
        return state && (state->joinRule() == "public" || state->worldReadable());
    });
}

} // namespace hearth::services
