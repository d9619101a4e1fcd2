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
        return ProbeText::tr("This is not an address of a server.");
    case Verdict::Unreachable:
        return ProbeText::tr("Nothing answers at %1.").arg(place(result));
    case Verdict::CertificateWrong:
        return ProbeText::tr("The certificate of %1 can't be trusted.").arg(place(result));
    case Verdict::NotMatrix:
        return ProbeText::tr("What answers at %1 is not a Matrix server.").arg(place(result));
    case Verdict::TooOld:
        return ProbeText::tr("The Matrix server at %1 is too old for Hearth.").arg(place(result));
    case Verdict::NoAdminApi:
        return ProbeText::tr("The Matrix server at %1 lets nobody administer it from here.")
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
        return ProbeText::tr("Write a domain as in example.org, or an address as in "
                             "https://matrix.example.org.");
    case Verdict::Unreachable:
        return ProbeText::tr("Check the spelling, that the server runs, and that this computer has "
                             "a network.");
    case Verdict::CertificateWrong:
        return ProbeText::tr("Check the date of this computer and the name you typed. If both are "
                             "right, the certificate has to be renewed on the server. Hearth signs "
                             "in to no server that can't prove who it is.");
    case Verdict::NotMatrix:
        return ProbeText::tr("Check the spelling. The server may have another address than the "
                             "site, for example matrix.example.org.");
    case Verdict::TooOld:
        return ProbeText::tr("Update the server first. Hearth needs Matrix 1.1 and, of Synapse, "
                             "version 1.94 or newer.");
    case Verdict::NoAdminApi:
        return ProbeText::tr("Let the reverse proxy pass /_synapse/admin on, at least for this "
                             "computer. Hearth and Synapse have this interface; other servers may "
                             "not.");
    case Verdict::NotAdministrator:
        return ProbeText::tr("Sign in with an account that is one. On Synapse an administrator can "
                             "make another, or whoever runs the server: register_new_matrix_user "
                             "--admin.");
    }
    return {};
}

} // namespace hearth::ui
