// SPDX-License-Identifier: Apache-2.0
// Words for what was found at an address.
#include "ui/common/probe_text.hpp"

#include "ui/accessibility/text.hpp"

#include <QCoreApplication>

namespace hearth::ui {
namespace {

struct ProbeText {
    Q_DECLARE_TR_FUNCTIONS(ProbeText)
};

using Verdict = app::ProbeResult::Verdict;

/// "matrix.example.org", with a port that is not the usual one.
QString place(const app::ProbeResult &result) {
    const QString host = result.baseUrl.host();
    if (host.isEmpty())
        return result.serverName;
    const int port = result.baseUrl.port();
    return isolated(port < 0 ? host : host + u':' + QString::number(port));
}

} // namespace

QString whatHappened(const app::ProbeResult &result) {
    switch (result.verdict) {
    case Verdict::Usable:
        return ProbeText::tr("A Matrix server answers at %1.").arg(place(result));
    case Verdict::BadAddress:
        return ProbeText::tr("This is not a server address.");
    case Verdict::Unreachable:
        return ProbeText::tr("Nothing answers at %1.").arg(place(result));
    case Verdict::CertificateWrong:
        return ProbeText::tr("The certificate of %1 can't be trusted.").arg(place(result));
    case Verdict::NotMatrix:
        return ProbeText::tr("The server at %1 is not a Matrix server.").arg(place(result));
    case Verdict::TooOld:
        return ProbeText::tr("The Matrix server at %1 is too old for Hearth.").arg(place(result));
    case Verdict::NoAdminApi:
        return ProbeText::tr("The Matrix server at %1 can't be administered from here.")
            .arg(place(result));
    case Verdict::NotAdministrator:
        return ProbeText::tr("This account is not an administrator of %1.").arg(place(result));
    }
    return {};
}

QString whatToDo(const app::ProbeResult &result) {
    switch (result.verdict) {
    case Verdict::Usable:
        return {};
    case Verdict::BadAddress:
        return ProbeText::tr("Enter a domain like example.org, or an address like "
                             "https://matrix.example.org.");
    case Verdict::Unreachable:
        return ProbeText::tr("Check the spelling, that the server is running, and that this "
                             "computer is online.");
    case Verdict::CertificateWrong:
        return ProbeText::tr("Check this computer's date and the name you typed. If both are "
                             "right, the certificate has to be renewed on the server. Hearth "
                             "never signs in to a server that can't prove its identity.");
    case Verdict::NotMatrix:
        return ProbeText::tr("Check the spelling. The server may have a different address "
                             "from the website, for example matrix.example.org.");
    case Verdict::TooOld:
        return ProbeText::tr("Update the server first. Hearth needs Matrix 1.1 or newer, and "
                             "Synapse 1.94 or newer.");
    case Verdict::NoAdminApi:
        return ProbeText::tr("Have the reverse proxy forward /_synapse/admin, at least for "
                             "this computer. Hearth and Synapse have this interface; other "
                             "servers may not.");
    case Verdict::NotAdministrator:
        if (!result.software.name.contains(u"Synapse", Qt::CaseInsensitive))
            return ProbeText::tr("Sign in with an administrator account, or ask an administrator "
                                 "to make this account one.");
        return ProbeText::tr("Sign in with an administrator account. On Synapse, another "
                             "administrator can appoint one, or whoever runs the server can "
                             "create one: register_new_matrix_user --admin.");
    }
    return {};
}

} // namespace hearth::ui
