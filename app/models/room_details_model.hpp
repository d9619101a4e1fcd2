// SPDX-License-Identifier: Apache-2.0
// Everything the panel of one room shows: facts, people, whether it is blocked.
#pragma once

#include "app/api/types.hpp"
#include "app/models/details_model.hpp"

namespace hearth::app {

class RoomDetailsModel : public DetailsModel {
    Q_OBJECT
public:
    struct Member {
        QString userId;
        QString displayName;
        int powerLevel = 0;
    };
    explicit RoomDetailsModel(ServerConnection &connection, QObject *parent = nullptr);

    [[nodiscard]] const RoomDetails &details() const { return m_details; }
    /// Highest power first.
    [[nodiscard]] const QList<Member> &members() const { return m_members; }
    [[nodiscard]] const BlockStatus &block() const { return m_block; }

protected:
    void forget() override;
    bool isKnown() const override { return !m_details.room.id.isEmpty(); }
    void ask() override;

private:
    void putMembers(const QStringList &ids, const QList<StateEvent> &state);

    RoomDetails m_details;
    QList<Member> m_members;
    BlockStatus m_block;
};

} // namespace hearth::app
