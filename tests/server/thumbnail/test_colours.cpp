// SPDX-License-Identifier: Apache-2.0
// Thumbnails have the colours of their pictures: every format, with and without profiles, moving
// ones too. libvips makes the pictures and reads the thumbnails; the program under test is run.
#include "tests/support/test_main.hpp"

// Qt's "signals" keyword and libvips' headers do not go together.
#undef signals
#undef slots
#include <vips/vips8>

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <cmath>
#include <deque>

using vips::VImage;

namespace {

using Colour = std::vector<double>;
const Colour blue{0, 0, 255};
const Colour green{20, 230, 40};

vips::VOption *with() {
    return VImage::option();
}

VImage plain(const Colour &colour, int width = 64, int height = 48) {
    return VImage::black(width, height, with()->set("bands", int(colour.size())))
        .linear(std::vector<double>(colour.size(), 1.0), colour)
        .cast(VIPS_FORMAT_UCHAR)
        .copy(with()->set("interpretation",
                          colour.size() < 3 ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB));
}

/// A profile that shows the same numbers as quite other colours: red and blue changed places.
QByteArray swappedProfile() {
    VipsBlob *blob = nullptr;
    if (vips_profile_load("srgb", &blob, nullptr) != 0)
        return {};
    std::size_t size = 0;
    const auto *data = static_cast<const char *>(vips_blob_get(blob, &size));
    QByteArray profile(data, qsizetype(size));
    vips_area_unref(reinterpret_cast<VipsArea *>(blob));
    const qsizetype red = profile.indexOf("rXYZ", 128);
    const qsizetype other = profile.indexOf("bXYZ", 128);
    profile.replace(red, 4, "bXYZ").replace(other, 4, "rXYZ");
    return profile;
}

VImage tagged(const VImage &image, const QByteArray &profile) {
    static std::deque<QByteArray> kept; // libvips reads it when the picture is written
    kept.push_back(profile);
    VImage out = image.copy();
    out.set(VIPS_META_ICC_NAME, nullptr, kept.back().data(), std::size_t(profile.size()));
    return out;
}

double furthest(const Colour &a, const Colour &b) {
    if (a.size() != b.size())
        return 1000;
    double far = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        far = std::max(far, std::abs(a[i] - b[i]));
    return far;
}

QByteArray text(const Colour &colour) {
    QByteArray out;
    for (const double part : colour)
        out += QByteArray::number(part) + ' ';
    return out;
}

} // namespace

#define COMPARE_COLOUR(found, wanted, tolerance)                                                   \
    do {                                                                                           \
        const Colour colourFound = found;                                                          \
        QVERIFY2(furthest(colourFound, wanted) <= (tolerance), text(colourFound).constData());     \
    } while (false)

class TestColours : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

    QByteArray path(const char *name) const {
        return m_folder.filePath(QString::fromLatin1(name)).toUtf8();
    }
    struct Outcome {
        int code = -1;
        QByteArray said;
        VImage image;
    };
    Outcome run(const QByteArray &input, QStringList more = {}) {
        Outcome out;
        QProcess process;
        if (!more.contains(QStringLiteral("--method")))
            more << QStringLiteral("--method") << QStringLiteral("scale");
        const QByteArray output = path("out");
        QFile::remove(QString::fromUtf8(output));
        process.start(qEnvironmentVariable("HEARTH_BIN_DIR") + QStringLiteral("/hearth-thumbnail"),
                      QStringList{QStringLiteral("--width"), QStringLiteral("32"),
                                  QStringLiteral("--height"), QStringLiteral("32")} +
                          more + QStringList{QString::fromUtf8(input), QString::fromUtf8(output)});
        if (!process.waitForFinished())
            return out;
        out.code = process.exitCode();
        out.said = process.readAllStandardOutput() + process.readAllStandardError();
        if (out.code == 0) {
            const bool moves = more.contains(QStringLiteral("--animated"));
            out.image = VImage::new_from_file((output + (moves ? "[n=-1]" : "")).constData());
        }
        return out;
    }
    QByteArray save(const VImage &image, const char *name, vips::VOption *options = nullptr) {
        const QByteArray file = path(name);
        image.write_to_file(file.constData(), options);
        return file;
    }

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(VIPS_INIT("test_colours") == 0);
        vips_cache_set_max(0); // files are written anew under the same name
        QVERIFY(m_folder.isValid());
    }

    void coloursStayWhatTheyAre_data() {
        QTest::addColumn<QByteArray>("format");
        QTest::addColumn<double>("tolerance");
        QTest::newRow("png") << QByteArray("a.png") << 0.0;
        QTest::newRow("jpeg") << QByteArray("a.jpg") << 3.0;
        QTest::newRow("gif") << QByteArray("a.gif") << 0.0;
        QTest::newRow("webp") << QByteArray("a.webp[lossless]") << 3.0;
    }
    void coloursStayWhatTheyAre() {
        QFETCH(QByteArray, format);
        QFETCH(double, tolerance);
        for (const Colour &colour : {blue, green, Colour{255, 0, 0}, Colour{128, 128, 128}})
            for (const char *method : {"scale", "crop"}) {
                const QByteArray file = path(format.split('[').front().constData());
                plain(colour).write_to_file(path(format.constData()).constData());
                const Outcome made =
                    run(file, {QStringLiteral("--method"), QString::fromLatin1(method)});
                QVERIFY2(made.code == 0, made.said.constData());
                Colour found = made.image.getpoint(5, 5);
                found.resize(3);
                COMPARE_COLOUR(found, colour, tolerance);
            }
    }

    void profilesAreApplied_data() {
        QTest::addColumn<QByteArray>("name");
        for (const char *name : {"p.png", "p.jpg", "p.webp"})
            QTest::newRow(name) << QByteArray(name);
    }
    void profilesAreApplied() {
        QFETCH(QByteArray, name);
        const QByteArray profile = swappedProfile();
        QVERIFY(!profile.isEmpty());
        const Outcome made = run(save(tagged(plain(blue), profile), name.constData()));
        QVERIFY2(made.code == 0, made.said.constData());
        COMPARE_COLOUR(made.image.getpoint(5, 5), (Colour{255, 0, 0}), 4);
        QVERIFY(made.image.get_typeof(VIPS_META_ICC_NAME) == 0);
    }
    void profilesThatDoNotFitAreLeftOut() {
        VipsBlob *blob = nullptr;
        QVERIFY(vips_profile_load("cmyk", &blob, nullptr) == 0);
        std::size_t size = 0;
        const auto *data = static_cast<const char *>(vips_blob_get(blob, &size));
        const QByteArray cmyk(data, qsizetype(size));
        vips_area_unref(reinterpret_cast<VipsArea *>(blob));
        QByteArray damaged = swappedProfile();
        damaged.replace(132, 200, QByteArray(200, '\xff'));
        for (const QByteArray &profile : {cmyk, damaged, QByteArray("nothing")}) {
            const Outcome made = run(save(tagged(plain(green), profile), "misfit.webp"));
            QVERIFY2(made.code == 0, made.said.constData());
            COMPARE_COLOUR(made.image.getpoint(5, 5), green, 5);
        }
    }

    void alphaStays() {
        const VImage half = plain(green).bandjoin(128).copy(
            with()->set("interpretation", VIPS_INTERPRETATION_sRGB));
        Outcome made = run(save(half, "alpha.png"));
        COMPARE_COLOUR(made.image.getpoint(5, 5), (Colour{20, 230, 40, 128}), 1);
        made = run(save(tagged(plain(blue).bandjoin(128).copy(
                                   with()->set("interpretation", VIPS_INTERPRETATION_sRGB)),
                               swappedProfile()),
                        "alpha2.png"));
        COMPARE_COLOUR(made.image.getpoint(5, 5), (Colour{255, 0, 0, 128}), 2);
    }
    void greyStaysGrey() {
        const Outcome made = run(save(plain({90}), "grey.png"));
        COMPARE_COLOUR(made.image.getpoint(5, 5), Colour{90}, 0);
    }
    void deepColours() {
        const VImage deep = plain(green).colourspace(VIPS_INTERPRETATION_RGB16);
        Outcome made = run(save(deep, "deep.png"));
        QCOMPARE(made.image.format(), VIPS_FORMAT_UCHAR);
        COMPARE_COLOUR(made.image.getpoint(5, 5), green, 1);
        made =
            run(save(tagged(plain(blue).colourspace(VIPS_INTERPRETATION_RGB16), swappedProfile()),
                     "deep2.png"));
        QCOMPARE(made.image.format(), VIPS_FORMAT_UCHAR);
        COMPARE_COLOUR(made.image.getpoint(5, 5), (Colour{255, 0, 0}), 2);
        made = run(save(plain({90}).colourspace(VIPS_INTERPRETATION_GREY16), "deepgrey.png"));
        COMPARE_COLOUR(made.image.getpoint(5, 5), Colour{90}, 1);
    }
    void printersColours_data() {
        QTest::addColumn<bool>("withProfile");
        QTest::newRow("with its profile") << true;
        QTest::newRow("without") << false;
    }
    void printersColours() {
        QFETCH(bool, withProfile);
        const VImage cmyk = plain({200, 60, 40}).icc_transform("cmyk");
        const QByteArray file =
            save(cmyk, "cmyk.jpg", with()->set("Q", 98)->set("strip", !withProfile));
        const Outcome made = run(file);
        QVERIFY2(made.code == 0, made.said.constData());
        COMPARE_COLOUR(made.image.getpoint(5, 5), (Colour{200, 60, 40}), 12);
    }

    void turnedPicturesAreUpright() {
        // Left half blue, right half green; orientation 6 says: turn clockwise to see it.
        VImage halves = plain(blue, 32, 48).join(plain(green, 32, 48), VIPS_DIRECTION_HORIZONTAL);
        halves = halves.copy();
        halves.set(VIPS_META_ORIENTATION, 6);
        const Outcome made = run(save(halves, "turned.jpg", with()->set("Q", 98)));
        QVERIFY2(made.code == 0, made.said.constData());
        QCOMPARE(made.image.width(), 24);
        QCOMPARE(made.image.height(), 32);
        COMPARE_COLOUR(made.image.getpoint(12, 4), blue, 6);
        COMPARE_COLOUR(made.image.getpoint(12, 28), green, 6);
    }

    void movingPictures_data() {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<bool>("profile");
        QTest::newRow("gif") << QByteArray("m.gif") << QByteArray("scale") << false;
        QTest::newRow("gif, cut") << QByteArray("m.gif") << QByteArray("crop") << false;
        QTest::newRow("webp") << QByteArray("m.webp") << QByteArray("scale") << false;
        QTest::newRow("webp, cut") << QByteArray("m.webp") << QByteArray("crop") << false;
        QTest::newRow("webp with a profile") << QByteArray("m.webp") << QByteArray("scale") << true;
    }
    void movingPictures() {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, method);
        QFETCH(bool, profile);
        const std::vector<VImage> frames{plain(blue), plain(green), plain({255, 0, 0})};
        VImage strip = VImage::arrayjoin(frames, with()->set("across", 1)).copy();
        strip.set(VIPS_META_PAGE_HEIGHT, 48);
        strip.set("delay", std::vector<int>{70, 140, 210});
        if (profile)
            strip = tagged(strip, swappedProfile());
        const bool webp = name.endsWith("webp");
        const QByteArray file =
            save(strip, name.constData(), webp ? with()->set("lossless", true) : nullptr);
        for (const bool moves : {true, false}) {
            QStringList more{QStringLiteral("--method"), QString::fromLatin1(method)};
            if (moves)
                more << QStringLiteral("--animated");
            const Outcome made = run(file, more);
            QVERIFY2(made.code == 0, made.said.constData());
            const auto at = [&](int frame) {
                const int height = moves ? made.image.get_int(VIPS_META_PAGE_HEIGHT) : 0;
                Colour found = made.image.getpoint(5, frame * height + 5);
                found.resize(3);
                return found;
            };
            COMPARE_COLOUR(at(0), (profile ? Colour{255, 0, 0} : blue), 8);
            if (!moves)
                continue;
            if (!profile)
                COMPARE_COLOUR(at(1), green, 8);
            COMPARE_COLOUR(at(2), (profile ? blue : Colour{255, 0, 0}), 8);
            QCOMPARE(made.image.get_array_int("delay"), (std::vector<int>{70, 140, 210}));
            QVERIFY(made.image.get_typeof(VIPS_META_ICC_NAME) == 0);
        }
    }

    void damageIsSaid_data() {
        QTest::addColumn<QByteArray>("name");
        for (const char *name : {"d.png", "d.jpg", "d.gif", "d.webp"})
            QTest::newRow(name) << QByteArray(name);
    }
    void damageIsSaid() {
        QFETCH(QByteArray, name);
        const VImage noise = VImage::gaussnoise(200, 150).cast(VIPS_FORMAT_UCHAR);
        const QByteArray file =
            save(noise.bandjoin({noise, noise})
                     .copy(with()->set("interpretation", VIPS_INTERPRETATION_sRGB)),
                 name.constData());
        QFile broken(QString::fromUtf8(file));
        QVERIFY(broken.resize(broken.size() / 2));
        const Outcome made = run(file);
        QCOMPARE(made.code, 6);
        QVERIFY(!made.said.isEmpty());
    }
    void whatIsNoPictureIsSaidOtherwise() {
        QFile file(QString::fromUtf8(path("text.png")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("not a picture");
        file.close();
        QCOMPARE(run(path("text.png")).code, 3);
    }
};

HEARTH_TEST(TestColours)
#include "test_colours.moc"
