// SPDX-License-Identifier: Apache-2.0
// Words for errors.
#include "ui/common/error_text.hpp"

#include "app/api/admin_sign_in.hpp"
#include "app/core/result.hpp"
#include "app/supervisor/server_state.hpp"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace hearth::ui {
namespace {

struct ErrorText {
    Q_DECLARE_TR_FUNCTIONS(ErrorText)
};

using Kind = app::ApiError::Kind;
using Code = app::StartFailure::Code;

/// Matrix error codes that have a better sentence than their kind.
QString rejectedText(const QString &errcode) {
    if (errcode == u"M_USER_IN_USE")
        return ErrorText::tr("This name is taken.");
    if (errcode == u"M_INVALID_USERNAME")
        return ErrorText::tr("This name contains characters that aren't allowed.");
    if (errcode == u"M_EXCLUSIVE")
        return ErrorText::tr("This name is reserved for a bridge.");
    if (errcode == u"M_WEAK_PASSWORD")
        return ErrorText::tr("The password is too weak for this server.");
    if (errcode == u"M_TOO_LARGE")
        return ErrorText::tr("This is larger than the server allows.");
    if (errcode == u"M_USER_DEACTIVATED")
        return ErrorText::tr("The account is deactivated.");
    return ErrorText::tr("The server refused this.");
}

} // namespace

QString whatHappened(const app::ApiError &error) {
    if (error.errcode == app::noAdminApi)
        return ErrorText::tr("The server can't be administered from here.");
    switch (error.kind) {
    case Kind::Unreachable:
        return ErrorText::tr("The server can't be reached.");
    case Kind::Timeout:
        return ErrorText::tr("The server did not answer in time.");
    case Kind::Cancelled:
        return ErrorText::tr("The request was cancelled.");
    case Kind::Tls:
        return ErrorText::tr("The server's certificate was not accepted.");
    case Kind::NotMatrix:
        return ErrorText::tr("The server at this address is not a Matrix server.");
    case Kind::SignedOut:
        return ErrorText::tr("Your administrator sign-in has ended.");
    case Kind::Forbidden:
        if (error.errcode == app::notAdministrator)
            return ErrorText::tr("This account is not an administrator of the server.");
        if (error.errcode == u"M_FORBIDDEN" && error.request.contains(u"/login"))
            return ErrorText::tr("Name or password is wrong.");
        return ErrorText::tr("This account isn't allowed to do that.");
    case Kind::NotFound:
        return ErrorText::tr("The server couldn't find this.");
    case Kind::Unsupported:
        return ErrorText::tr("This server doesn't support that.");
    case Kind::RateLimited:
        return ErrorText::tr("The server is asking Hearth to slow down.");
    case Kind::Rejected:
        return rejectedText(error.errcode);
    case Kind::ServerFailed:
        return ErrorText::tr("The server ran into an error.");
    case Kind::Local:
        break;
    }
    return error.serverText.isEmpty() ? ErrorText::tr("Something went wrong on this computer.")
                                      : error.serverText;
}

QString whatToDo(const app::ApiError &error) {
    if (error.errcode == app::noAdminApi)
        return ErrorText::tr("Have the reverse proxy forward /_synapse/admin, at least for "
                             "this computer.");
    switch (error.kind) {
    case Kind::Unreachable:
    case Kind::Timeout:
        return ErrorText::tr("Check that the server is running and the network works, then "
                             "try again.");
    case Kind::Tls:
        return ErrorText::tr("Check this computer's date and the server's certificate.");
    case Kind::NotMatrix:
        return ErrorText::tr("Check the address.");
    case Kind::SignedOut:
        return ErrorText::tr("Sign in again.");
    case Kind::Forbidden:
        if (error.request.contains(u"/login"))
            return ErrorText::tr("Enter both again. Upper and lower case matter.");
        return ErrorText::tr("Sign in with an administrator account.");
    case Kind::NotFound:
        return ErrorText::tr("Refresh the list: someone else may have removed it.");
    case Kind::RateLimited:
        if (error.retryAfterMs > 0)
            return ErrorText::tr("Try again in %n s.", nullptr,
                                 static_cast<int>((error.retryAfterMs + 999) / 1000));
        return ErrorText::tr("Wait a moment, then try again.");
    case Kind::ServerFailed:
        return ErrorText::tr("Try again. If it keeps happening, the log says why.");
    case Kind::Rejected:
        return ErrorText::tr("Change what you entered. The details say what the server "
                             "expects.");
    case Kind::Cancelled:
    case Kind::Unsupported:
    case Kind::Local:
        break;
    }
    return {};
}

QString errorDetails(const app::ApiError &error) {
    QStringList lines;
    if (!error.request.isEmpty())
        lines << error.request;
    if (error.httpStatus != 0)
        lines << u"HTTP %1 %2"_s.arg(error.httpStatus).arg(error.errcode);
    else if (!error.errcode.isEmpty())
        lines << error.errcode;
    if (!error.serverText.isEmpty())
        lines << error.serverText;
    return lines.join(u'\n');
}

QString whatHappened(const app::StartFailure &failure) {
    switch (failure.code) {
    case Code::None:
        return {};
    case Code::ConfigInvalid:
        return failure.line > 0
                   ? ErrorText::tr("The configuration has an error in line %1: %2")
                         .arg(QString::number(failure.line), failure.message)
                   : ErrorText::tr("The configuration has an error: %1").arg(failure.message);
    case Code::AlreadyRunning:
        return ErrorText::tr("Another server is already using this data folder.");
    case Code::PortInUse:
        if (failure.port <= 0)
            return ErrorText::tr("The port is in use by another program.");
        return failure.owner.isEmpty()
                   ? ErrorText::tr("Port %1 is in use by another program.").arg(failure.port)
                   : ErrorText::tr("Port %1 is in use by %2 (process %3).")
                         .arg(QString::number(failure.port), failure.owner,
                              QString::number(failure.pid));
    case Code::AddressUnavailable:
        return ErrorText::tr("This computer doesn't have the network address it should "
                             "listen on.");
    case Code::DataDirUnwritable:
        return ErrorText::tr("The data folder is not writable.");
    case Code::DiskFull:
        return ErrorText::tr("The disk is full.");
    case Code::DatabaseCorrupt:
        return ErrorText::tr("The database is damaged.");
    case Code::DatabaseUnreachable:
        return ErrorText::tr("The database does not answer.");
    case Code::DatabaseTooNew:
        return ErrorText::tr("The database was made by a newer version of Hearth.");
    case Code::SigningKeyInvalid:
        return ErrorText::tr("The signing key can't be read.");
    case Code::TlsInvalid:
        return ErrorText::tr("The certificate or its key can't be used.");
    case Code::ProgramMissing:
        return ErrorText::tr("The server program hearthd was not found.");
    case Code::NoAnswerInTime:
        return ErrorText::tr("The server started but never became ready.");
    case Code::EndedSilently:
        return ErrorText::tr("The server stopped without saying why.");
    case Code::CrashedTooOften:
        return ErrorText::tr("The server crashed several times in a row, so Hearth no longer "
                             "restarts it.");
    case Code::FolderSilent:
        return ErrorText::tr("The data folder is not responding.");
    case Code::Internal:
        break;
    }
    return failure.message.isEmpty() ? ErrorText::tr("The server stopped because of an error.")
                                     : failure.message;
}

/// Troubles that a running server gets over by itself.
QString whatToDoWhileRunning(const app::StartFailure &failure) {
    switch (failure.code) {
    case Code::DiskFull:
        return ErrorText::tr("Free up some space: the server then carries on by itself. No "
                             "confirmed messages are lost.");
    case Code::DatabaseUnreachable:
        return ErrorText::tr("Start the database server: Hearth's server then carries on by "
                             "itself.");
    default:
        return ErrorText::tr("Read the last lines of the log, or restart the server.");
    }
}

QString whatToDo(const app::StartFailure &failure, bool runs) {
    if (runs && failure.code != Code::FolderSilent)
        return whatToDoWhileRunning(failure);
    switch (failure.code) {
    case Code::None:
        return {};
    case Code::ConfigInvalid:
        return failure.file.isEmpty()
                   ? ErrorText::tr("Correct the configuration, then start the server again.")
                   : ErrorText::tr("Correct it in %1, then start the server again.")
                         .arg(failure.file);
    case Code::AlreadyRunning:
        return failure.pid > 0
                   ? ErrorText::tr("Stop the other program (process %1), then start the "
                                   "server again.")
                         .arg(failure.pid)
                   : ErrorText::tr("Stop the other program, then start the server again.");
    case Code::PortInUse:
        return ErrorText::tr("Choose another port in hearthd.yaml, or stop the other program.");
    case Code::AddressUnavailable:
        return ErrorText::tr("Correct bind_addresses in hearthd.yaml.");
    case Code::DataDirUnwritable:
        return ErrorText::tr("Make the folder writable for your account, then start the "
                             "server again.");
    case Code::DiskFull:
        return ErrorText::tr("Free up some space, then start the server again. No confirmed "
                             "messages are lost.");
    case Code::DatabaseCorrupt:
        return ErrorText::tr("Restore a backup of the data folder. The damaged file is left "
                             "as it is.");
    case Code::DatabaseUnreachable:
        return ErrorText::tr("Start the database server, then start this server again.");
    case Code::DatabaseTooNew:
        return ErrorText::tr("Install that version of Hearth, or restore a backup.");
    case Code::SigningKeyInvalid:
        return ErrorText::tr("Restore a copy of the signing key file.");
    case Code::TlsInvalid:
        return ErrorText::tr("Check tls_certificate_path and tls_private_key_path.");
    case Code::ProgramMissing:
        return ErrorText::tr("Reinstall Hearth.");
    case Code::FolderSilent:
        return ErrorText::tr("Check that its disk or network drive is connected, then start "
                             "the server again.");
    case Code::NoAnswerInTime:
    case Code::EndedSilently:
    case Code::CrashedTooOften:
    case Code::Internal:
        break;
    }
    return ErrorText::tr("Read the last lines of the log, then start the server again.");
}

} // namespace hearth::ui
