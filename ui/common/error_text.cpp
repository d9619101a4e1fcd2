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
        return ErrorText::tr("This name has characters that are not allowed.");
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
        return ErrorText::tr("The server lets nobody administer it from here.");
    switch (error.kind) {
    case Kind::Unreachable:
        return ErrorText::tr("The server can't be reached.");
    case Kind::Timeout:
        return ErrorText::tr("The server did not answer in time.");
    case Kind::Cancelled:
        return ErrorText::tr("The request was given up.");
    case Kind::Tls:
        return ErrorText::tr("The certificate of the server was not accepted.");
    case Kind::NotMatrix:
        return ErrorText::tr("What answers at this address is not a Matrix server.");
    case Kind::SignedOut:
        return ErrorText::tr("Your administrator sign-in has ended.");
    case Kind::Forbidden:
        if (error.errcode == app::notAdministrator)
            return ErrorText::tr("This account is not an administrator of the server.");
        if (error.errcode == u"M_FORBIDDEN" && error.request.contains(u"/login"))
            return ErrorText::tr("Name or password is wrong.");
        return ErrorText::tr("This account may not do that.");
    case Kind::NotFound:
        return ErrorText::tr("The server does not know this.");
    case Kind::Unsupported:
        return ErrorText::tr("This server does not offer that.");
    case Kind::RateLimited:
        return ErrorText::tr("The server asks to go slower.");
    case Kind::Rejected:
        return rejectedText(error.errcode);
    case Kind::ServerFailed:
        return ErrorText::tr("The server failed while it answered.");
    case Kind::Local:
        break;
    }
    return error.serverText.isEmpty() ? ErrorText::tr("Something on this computer failed.")
                                      : error.serverText;
}

QString whatToDo(const app::ApiError &error) {
    if (error.errcode == app::noAdminApi)
        return ErrorText::tr("Let the reverse proxy pass /_synapse/admin on, at least for this "
                             "computer.");
    switch (error.kind) {
    case Kind::Unreachable:
    case Kind::Timeout:
        return ErrorText::tr("Check that the server runs and the network works, then try again.");
    case Kind::Tls:
        return ErrorText::tr("Check the date of this computer and the server's certificate.");
    case Kind::NotMatrix:
        return ErrorText::tr("Check the address.");
    case Kind::SignedOut:
        return ErrorText::tr("Sign in again.");
    case Kind::Forbidden:
        if (error.request.contains(u"/login"))
            return ErrorText::tr("Type both again; capital letters matter.");
        return ErrorText::tr("Sign in with an account that is an administrator.");
    case Kind::NotFound:
        return ErrorText::tr("Refresh the list: somebody else may have removed it.");
    case Kind::RateLimited:
        if (error.retryAfterMs > 0)
            return ErrorText::tr("Try again in %n s.", nullptr,
                                 static_cast<int>((error.retryAfterMs + 999) / 1000));
        return ErrorText::tr("Wait a moment, then try again.");
    case Kind::ServerFailed:
        return ErrorText::tr("Try again. If it comes back, the log says why.");
    case Kind::Rejected:
        return ErrorText::tr("Change what you entered. The details say what the server wants.");
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
                   ? ErrorText::tr("The configuration is wrong in line %1: %2")
                         .arg(QString::number(failure.line), failure.message)
                   : ErrorText::tr("The configuration is wrong: %1").arg(failure.message);
    case Code::AlreadyRunning:
        return ErrorText::tr("Another server already uses this data folder.");
    case Code::PortInUse:
        return ErrorText::tr("The port is in use by another program.");
    case Code::AddressUnavailable:
        return ErrorText::tr("This computer does not have the network address to listen on.");
    case Code::DataDirUnwritable:
        return ErrorText::tr("The data folder can't be written.");
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
        return ErrorText::tr("The server started but did not become ready.");
    case Code::EndedSilently:
        return ErrorText::tr("The server ended without saying why.");
    case Code::CrashedTooOften:
        return ErrorText::tr("The server crashed several times in a row, so Hearth stopped "
                             "starting it again.");
    case Code::FolderSilent:
        return ErrorText::tr("The data folder does not answer.");
    case Code::Internal:
        break;
    }
    return failure.message.isEmpty() ? ErrorText::tr("The server stopped because of a fault.")
                                     : failure.message;
}

/// Troubles that a running server gets over by itself.
QString whatToDoWhileRunning(const app::StartFailure &failure) {
    switch (failure.code) {
    case Code::DiskFull:
        return ErrorText::tr("Free some space: the server then goes on by itself. Nothing that was "
                             "confirmed is lost.");
    case Code::DatabaseUnreachable:
        return ErrorText::tr("Start the database server: Hearth's server then goes on by itself.");
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
                   ? ErrorText::tr("Correct the configuration, then start again.")
                   : ErrorText::tr("Correct it in %1, then start again.").arg(failure.file);
    case Code::AlreadyRunning:
        return failure.pid > 0
                   ? ErrorText::tr("End the other program (process %1), then start again.")
                         .arg(failure.pid)
                   : ErrorText::tr("End the other program, then start again.");
    case Code::PortInUse:
        return ErrorText::tr("Choose another port in hearthd.yaml, or stop the other program.");
    case Code::AddressUnavailable:
        return ErrorText::tr("Correct bind_addresses in hearthd.yaml.");
    case Code::DataDirUnwritable:
        return ErrorText::tr("Make the folder writable for you, then start again.");
    case Code::DiskFull:
        return ErrorText::tr("Free some space, then start again. Nothing that was confirmed is "
                             "lost.");
    case Code::DatabaseCorrupt:
        return ErrorText::tr("Put a backup of the data folder in its place. The damaged file is "
                             "left as it is.");
    case Code::DatabaseUnreachable:
        return ErrorText::tr("Start the database server, then start again.");
    case Code::DatabaseTooNew:
        return ErrorText::tr("Install that version of Hearth, or go back to a backup.");
    case Code::SigningKeyInvalid:
        return ErrorText::tr("Put a copy of the signing key file in its place.");
    case Code::TlsInvalid:
        return ErrorText::tr("Check tls_certificate_path and tls_private_key_path.");
    case Code::ProgramMissing:
        return ErrorText::tr("Install Hearth again.");
    case Code::FolderSilent:
        return ErrorText::tr("Look whether its disk or network drive is there, then start again.");
    case Code::NoAnswerInTime:
    case Code::EndedSilently:
    case Code::CrashedTooOften:
    case Code::Internal:
        break;
    }
    return ErrorText::tr("Read the last lines of the log, then start again.");
}

} // namespace hearth::ui
