// SPDX-License-Identifier: Apache-2.0
// The last 100,000 log lines with level filter, search and request highlighting.
#pragma once

#include "app/core/log_line.hpp"

#include <QAbstractTableModel>
#include <QSet>
#include <QTimer>

#include <array>
#include <deque>

namespace hearth::app {

/// A ring of lines and a list of those shown. New lines reach the views in batches, at most ten
/// times a second. GUI thread.
class LogModel : public QAbstractTableModel {
    Q_OBJECT
public:
    static constexpr int capacity = 100'000;
    enum Column {
        TimeColumn,
        LevelColumn,
        ModuleColumn,
        RequestColumn,
        StatusColumn,
        DurationColumn,
        MessageColumn,
        ColumnCount_
    };
    enum Role {
        LineRole = Qt::UserRole + 1, ///< the whole LogLine
        LevelRole,                   ///< int(LogLevel)
        HighlightedRole,             ///< bool: of the highlighted request
        MatchRole,                   ///< bool: a search hit
        MatchStartRole,              ///< int: position of the hit in the cell's text, -1 = none
    };
    explicit LogModel(QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void append(const LogLines &lines);
    void clear();

    void setLevel(LogLevel atLeast);
    [[nodiscard]] LogLevel level() const { return m_level; }
    /// Marks hits; with `onlyHits` hides the rest.
    void setSearch(const QString &text, bool onlyHits = false);
    [[nodiscard]] QString search() const { return m_search; }
    [[nodiscard]] int hitCount() const { return m_hits; }
    /// Row of the next hit after `row` (backwards if not `forward`), -1 if none; wraps around.
    [[nodiscard]] int findHit(int row, bool forward) const;
    [[nodiscard]] int findError(int row, bool forward) const;
    void setHighlightedRequest(const QString &requestId, bool onlyThat = false);
    [[nodiscard]] QString highlightedRequest() const { return m_request; }
    /// Only lines from these parts of the program; none = all.
    void setModules(const QSet<QString> &modules);
    /// Every part of the program that has written a line.
    [[nodiscard]] const QSet<QString> &modules() const { return m_seenModules; }
    /// Leaves out what Hearth itself asks the server.
    void setOwnHidden(bool hidden);
    [[nodiscard]] bool isOwnHidden() const { return m_ownHidden; }
    /// Lines newer than this only; 0 = all.
    void setSince(qint64 timestampMs);

    [[nodiscard]] const LogLine &lineAt(int row) const;
    [[nodiscard]] LogLines linesOfRequest(const QString &requestId) const;
    [[nodiscard]] int kept() const { return static_cast<int>(m_ring.size()); }
    [[nodiscard]] bool isFiltered() const;
    [[nodiscard]] double linesPerSecond() const { return m_rate; }
    [[nodiscard]] int countAt(LogLevel level) const { return m_counts[static_cast<size_t>(level)]; }
    /// Rows as text, one line each, raw JSON if `raw`.
    [[nodiscard]] QString copy(const QList<int> &rows, bool raw) const;
    /// From where to where the small chart runs: the kept lines within the chosen time.
    struct Span {
        qint64 fromMs = 0;
        qint64 toMs = 0;
    };
    [[nodiscard]] Span span() const;
    /// Shown lines per slot of equal length within span().
    struct Slot {
        int info = 0;
        int warnings = 0;
        int errors = 0;
    };
    [[nodiscard]] QList<Slot> histogram(int slotCount) const;

Q_SIGNALS:
    void filterChanged();
    void countsChanged();
    /// After a batch went in at the end (rows from the top may have gone).
    void appended(int newRows);

private:
    [[nodiscard]] bool isShown(const LogLine &line) const;
    [[nodiscard]] bool isHit(const LogLine &line) const;
    void flush();
    void refilter();
    void dropOldest(int count);
    [[nodiscard]] QString cellText(const LogLine &line, int column) const;

    std::deque<LogLine> m_ring;
    quint64 m_first = 0;           ///< running number of m_ring.front()
    std::deque<quint64> m_visible; ///< running numbers, ascending
    LogLines m_waiting;
    QTimer m_flush;
    QTimer m_rateTimer;
    std::array<int, 4> m_counts{};
    QString m_search;
    QString m_request;
    QSet<QString> m_modules;
    QSet<QString> m_seenModules;
    qint64 m_since = 0;
    LogLevel m_level = LogLevel::Info;
    bool m_onlyHits = false;
    bool m_onlyRequest = false;
    bool m_ownHidden = false;
    int m_hits = 0;
    int m_sinceRate = 0;
    double m_rate = 0;
};

[[nodiscard]] QString logLevelText(LogLevel level); ///< translated: "Warning"

} // namespace hearth::app
