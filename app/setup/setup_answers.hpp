// SPDX-License-Identifier: Apache-2.0
// What the wizard's mode "Run on this computer" asks, how each answer is checked, and where the
// answers wait until the wizard is finished.
#pragma once

#include "app/core/result.hpp"
#include "app/setup/existing_server.hpp"

#include <QString>
#include <QUrl>

#include <optional>

namespace hearth::app {

struct SetupAnswers {
    enum class Purpose { Trial, OwnDomain };
    Purpose purpose = Purpose::Trial;
    QString serverName = QStringLiteral("localhost"); ///< second half of every address
    QString publicBaseUrl; ///< OwnDomain: where clients reach it, e.g. https://matrix.example.org
    QString dataDir;
    int port = 8008;
    bool listenEverywhere = false; ///< 0.0.0.0 instead of 127.0.0.1
    QString adminName = QStringLiteral("admin");
    QString adminDisplayName;
    QString adminPassword;       ///< never in the draft file
    int step = 0;                ///< page the person was on
    QString profileId;           ///< of the profile made by an earlier run
    bool passwordMadeUp = false; ///< nobody has typed it: it is kept, so that it can be shown
    /// The data folder holds this server, which is continued; looked up anew, never in the draft.
    std::optional<ExistingServer> existing;
    bool operator==(const SetupAnswers &) const = default;

    [[nodiscard]] QString adminId() const { return u'@' + adminName + u':' + serverName; }
    [[nodiscard]] QString bindAddress() const {
        return listenEverywhere ? QStringLiteral("0.0.0.0") : QStringLiteral("127.0.0.1");
    }
};

/// Where apps on this computer find a server at `port`.
[[nodiscard]] QString localAddress(int port);

/// Why an answer cannot be used (Problem) or should be thought over (warning); ui has the words.
enum class AnswerProblem {
    None,
    Empty,
    BadServerName,    ///< not a host name, IP literal or name:port
    ServerNameIsUrl,  ///< someone pasted https://… and a path
    ServerNameIsIp,   ///< addresses and rooms would carry a number that changes
    LocalhostIsTrial, ///< warning: nobody else can ever federate with it
    BadPort,          ///< not 0…65535; 0 means any free one
    PrivilegedPort,   ///< below 1024 and we may not
    PortTaken,        ///< another program listens there
    FolderNotAbsolute,
    FolderIsFile,
    FolderNotWritable,
    FolderNotEmpty,  ///< has files that are not a Hearth server's
    FolderHasServer, ///< warning: an earlier Hearth server; it is continued
    FolderHasOther,  ///< an earlier Hearth server of another name
    LittleSpace,     ///< warning: less than 2 GB free
    BadUserName,     ///< characters a Matrix name may not have
    UserNameTooLong,
    PasswordTooShort, ///< under 10 characters
    PasswordWeak,     ///< warning
    BadUrl,
};
[[nodiscard]] bool isWarning(AnswerProblem problem);

/// What was meant: without spaces around, https://, a last slash or dot, and in small letters.
[[nodiscard]] QString cleanServerName(const QString &typed);
/// The same for an address: with https:// where nothing stands before the host.
[[nodiscard]] QString cleanBaseUrl(const QString &typed);
[[nodiscard]] AnswerProblem checkServerName(const QString &name);
[[nodiscard]] AnswerProblem checkPublicBaseUrl(const QString &url);
[[nodiscard]] AnswerProblem checkDataDir(const QString &dir, const QString &serverName);
/// Tries to bind; answers at once.
[[nodiscard]] AnswerProblem checkPort(int port, bool everywhere);
[[nodiscard]] AnswerProblem checkUserName(const QString &localpart, const QString &serverName);
[[nodiscard]] AnswerProblem checkPassword(const QString &password, const QString &userName);
/// A port near `wanted` that is free, for a one-click fix.
[[nodiscard]] std::optional<int> findFreePort(int wanted, bool everywhere);

struct PasswordStrength {
    double bits = 0;
    int score = 0; ///< 0 very weak … 4 strong
};
[[nodiscard]] PasswordStrength estimateStrength(const QString &password, const QString &userName);
/// Five groups of four characters that are told apart easily: "k7mf-…", 90 bits.
[[nodiscard]] QString suggestPassword();

/// The unfinished answers, written at each change (without the password). Its calls block.
class SetupDraft {
public:
    explicit SetupDraft(QString file);
    [[nodiscard]] std::optional<SetupAnswers> load() const;
    [[nodiscard]] Result<Done> save(const SetupAnswers &answers) const;
    void remove() const;

private:
    QString m_file;
};

/// What a person types into a client, shown on the last page.
struct ClientFacts {
    QUrl homeserver;    ///< "http://127.0.0.1:8008"
    QString serverName; ///< what some clients ask for instead
    QString userId;
    QUrl webClientLink;   ///< Element in a browser; the address is entered there
    QString qrText;       ///< what the code holds
    bool onlyHere = true; ///< the address works on this computer only
    QUrl localUrl;        ///< where it listens
    QUrl publicUrl;       ///< OwnDomain: where the domain has to lead; nobody has looked there yet
};
[[nodiscard]] ClientFacts clientFacts(const SetupAnswers &answers, const QUrl &baseUrl);

} // namespace hearth::app
