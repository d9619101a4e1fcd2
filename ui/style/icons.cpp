// SPDX-License-Identifier: Apache-2.0
// Recolours the SVG files and keeps the pictures in Qt's pixmap cache.
#include "ui/style/icons.hpp"

#include "resources/resources.hpp"
#include "ui/style/theme.hpp"

#include <QFile>
#include <QGuiApplication>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace hearth::ui {
namespace {

QByteArray svgText(const QString &name) {
    static QHash<QString, QByteArray> texts;
    const auto found = texts.constFind(name);
    if (found != texts.constEnd())
        return *found;
    resources::ensureLoaded();
    QFile file(u":/icons/"_s + name + u".svg"_s);
    QByteArray text;
    if (file.open(QIODevice::ReadOnly))
        text = file.readAll();
    else
        qWarning("There is no icon named %s", qPrintable(name));
    texts.insert(name, text);
    return text;
}

bool isMirrored(const QString &name) {
    static const QStringList directed{u"left"_s, u"right"_s, u"undo"_s, u"logout"_s, u"external"_s};
    return QGuiApplication::layoutDirection() == Qt::RightToLeft && directed.contains(name);
}

class ThemedIconEngine final : public QIconEngine {
public:
    ThemedIconEngine(QString name, Color ink, Color paper)
        : m_name(std::move(name))
        , m_ink(ink)
        , m_paper(paper) {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override {
        paintIcon(painter, m_name, QRectF(rect), inkFor(mode), color(m_paper));
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override {
        return iconPixmap(m_name, std::min(size.width(), size.height()), 1.0, inkFor(mode),
                          color(m_paper));
    }
    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State, qreal) override {
        // `size` already counts device pixels here.
        return iconPixmap(m_name, std::min(size.width(), size.height()), 1.0, inkFor(mode),
                          color(m_paper));
    }
    QSize actualSize(const QSize &size, QIcon::Mode, QIcon::State) override { return size; }
    QString iconName() override { return m_name; }
    QIconEngine *clone() const override { return new ThemedIconEngine(*this); }
    QString key() const override { return u"hearth"_s; }

private:
    QColor inkFor(QIcon::Mode mode) const {
        return color(mode == QIcon::Disabled ? Color::Disabled : m_ink);
    }

    QString m_name;
    Color m_ink;
    Color m_paper;
};

} // namespace

QIcon themeIcon(const QString &name, Color ink, Color paper) {
    return name.isEmpty() ? QIcon() : QIcon(new ThemedIconEngine(name, ink, paper));
}

QPixmap iconPixmap(const QString &name, int size, qreal ratio, const QColor &ink,
                   const QColor &paper) {
    const QColor behind = paper.isValid() ? paper : color(Color::Surface);
    const bool mirrored = isMirrored(name);
    const int pixels = std::max(1, static_cast<int>(std::lround(size * ratio)));
    const QString key =
        u"hearth/%1/%2/%3/%4/%5"_s.arg(name, QString::number(pixels), ink.name(QColor::HexArgb),
                                       behind.name(QColor::HexArgb), mirrored ? u"m"_s : QString());
    QPixmap pixmap;
    if (!QPixmapCache::find(key, &pixmap)) {
        QByteArray text = svgText(name);
        if (name != u"hearth"_s) { // the mark keeps its own colours
            // The ink first becomes a word no file contains, or paper #000 would be replaced again.
            text.replace("#000", "@ink@").replace("#fff", behind.name().toLatin1());
            text.replace("@ink@", ink.name().toLatin1());
        }
        pixmap = QPixmap(pixels, pixels);
        pixmap.fill(Qt::transparent);
        if (!text.isEmpty()) {
            QPainter painter(&pixmap);
            if (mirrored) {
                painter.translate(pixels, 0);
                painter.scale(-1, 1);
            }
            QSvgRenderer(text).render(&painter, QRectF(0, 0, pixels, pixels));
        }
        QPixmapCache::insert(key, pixmap);
    }
    pixmap.setDevicePixelRatio(ratio);
    return pixmap;
}

void paintIcon(QPainter *painter, const QString &name, const QRectF &rect, const QColor &ink,
               const QColor &paper) {
    if (name.isEmpty())
        return;
    const int size = static_cast<int>(std::floor(std::min(rect.width(), rect.height())));
    if (size <= 0)
        return;
    const qreal ratio = painter->device()->devicePixelRatio();
    const QPixmap pixmap = iconPixmap(name, size, ratio, ink, paper);
    // Whole pixels, or the thin strokes blur.
    const QPointF corner(std::round(rect.center().x() - size / 2.0),
                         std::round(rect.center().y() - size / 2.0));
    painter->drawPixmap(corner, pixmap);
}

} // namespace hearth::ui
