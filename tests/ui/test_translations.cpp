// SPDX-License-Identifier: Apache-2.0
// Every text has its German, plural forms are complete, placeholders survive, the files are up to
// date with the sources and can be loaded.
#include "tests/support/test_main.hpp"
#include "translations/translations.hpp"

#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTranslator>
#include <QXmlStreamReader>

using namespace Qt::StringLiterals;

namespace {

struct Message {
    QString context;
    QString source;
    QStringList forms;
    bool plural = false;
    bool finished = true;
};

QList<Message> readMessages(const QString &path) {
    QFile file(path);
    QList<Message> messages;
    if (!file.open(QIODevice::ReadOnly))
        return messages;
    QXmlStreamReader xml(&file);
    QString context;
    while (!xml.atEnd()) {
        if (!xml.readNextStartElement() && !xml.isEndElement())
            continue;
        if (xml.isEndElement())
            continue;
        const auto name = xml.name();
        if (name == u"name") {
            context = xml.readElementText();
        } else if (name == u"message") {
            messages.append(
                {context, {}, {}, xml.attributes().value(u"numerus"_s) == u"yes", true});
        } else if (name == u"source") {
            messages.last().source = xml.readElementText();
        } else if (name == u"translation") {
            messages.last().finished = !xml.attributes().hasAttribute(u"type"_s);
            if (!messages.last().plural)
                messages.last().forms << xml.readElementText();
        } else if (name == u"numerusform") {
            messages.last().forms << xml.readElementText();
        }
    }
    return messages;
}

QStringList placeholders(const QString &text) {
    static const QRegularExpression pattern(u"%(\\d|n)"_s);
    QStringList found;
    auto matches = pattern.globalMatch(text);
    while (matches.hasNext())
        found << matches.next().captured();
    found.sort();
    return found;
}

QString tsFile(const QString &language) {
    return qEnvironmentVariable("HEARTH_SOURCE_DIR") + u"/translations/hearth_"_s + language +
           u".ts"_s;
}

void addLanguages() {
    QTest::addColumn<QString>("language");
    for (const auto &language : hearth::translatedLanguages())
        QTest::newRow(qPrintable(language)) << language;
}

} // namespace

class TestTranslations : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyEntryIsFinishedAndKeepsItsPlaceholders_data() { addLanguages(); }
    void everyEntryIsFinishedAndKeepsItsPlaceholders() {
        QFETCH(QString, language);
        const auto messages = readMessages(tsFile(language));
        QVERIFY(messages.size() > (language == u"en" ? 20 : 500));
        for (const auto &message : messages) {
            const QByteArray where = (language + u": "_s + message.source).toUtf8();
            QVERIFY2(message.finished && !message.forms.isEmpty(), where.constData());
            if (message.plural)
                QVERIFY2(message.forms.size() == 2, where.constData());
            for (const auto &form : message.forms) {
                QVERIFY2(!form.trimmed().isEmpty(), where.constData());
                QCOMPARE(placeholders(form), placeholders(message.source));
                // An ellipsis, a colon or a mnemonic must not get lost.
                QCOMPARE(form.endsWith(u'…'), message.source.endsWith(u'…'));
                QCOMPARE(form.contains(u'&'), message.source.contains(u'&'));
            }
        }
    }

    // A text that is worded anew in the sources keeps its old plural forms until somebody looks.
    void englishPluralsAreThoseOfTheSources() {
        for (const auto &message : readMessages(tsFile(u"en"_s)))
            QCOMPARE(message.forms.value(1), message.source);
    }

    void filesAreUpToDateWithTheSources_data() { addLanguages(); }
    void filesAreUpToDateWithTheSources() {
        QFETCH(QString, language);
        QTemporaryDir folder;
        const QString copy = folder.filePath(u"texts.ts"_s);
        QVERIFY(QFile::copy(tsFile(language), copy));
        QStringList arguments{u"-silent"_s,    u"-I"_s,   qEnvironmentVariable("HEARTH_SOURCE_DIR"),
                              u"-locations"_s, u"none"_s, u"-source-language"_s,
                              u"en"_s};
        if (language == u"en")
            arguments << u"-pluralonly"_s;
        arguments << u"@"_s + QStringLiteral(HEARTH_TEXT_SOURCES) << u"-ts"_s << copy;
        QProcess lupdate;
        lupdate.start(QStringLiteral(HEARTH_LUPDATE), arguments);
        QVERIFY(lupdate.waitForFinished(60'000));
        QCOMPARE(lupdate.exitCode(), 0);
        for (const auto &message : readMessages(copy))
            QVERIFY2(
                message.finished,
                qPrintable(u"build the target update_texts and translate: "_s + message.source));
    }

    void germanIsCompiledIn() {
        hearth::installTranslations(*qApp, u"de"_s);
        QCOMPARE(QCoreApplication::translate("hearth::ui::MainWindow", "Quit"), u"Beenden"_s);
        QCOMPARE(
            QCoreApplication::translate("hearth::ui::UsersPage", "%n accounts locked.", nullptr, 1),
            u"1 Konto gesperrt."_s);
        QCOMPARE(
            QCoreApplication::translate("hearth::ui::UsersPage", "%n accounts locked.", nullptr, 3),
            u"3 Konten gesperrt."_s);
        QCOMPARE(QCoreApplication::translate("ErrorText", "Check the address."),
                 u"Prüfen Sie die Adresse."_s);
    }

    void englishHasItsPlurals() {
        QTranslator english;
        QVERIFY(english.load(u":/i18n/hearth_en.qm"_s));
        QCOMPARE(english.translate("hearth::ui::UsersPage", "%n accounts locked.", nullptr, 1),
                 u"%n account locked."_s);
    }
};

HEARTH_TEST(TestTranslations)
#include "test_translations.moc"
