// SPDX-License-Identifier: Apache-2.0
// Texts: what mails and pages say, in the languages there are. The sentences stand in one JSON file
// for each language, the layout in templates; both are built in. A folder of the administrator's
// own may have templates that are taken instead: LANGUAGE/NAME, or NAME for all languages.
#pragma once

#include "server/core/json.hpp"
#include "server/core/result.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::mail {

struct TextFile {
    const char *name;
    const char *text;
};
/// Generated at build time.
[[nodiscard]] const std::vector<TextFile> &textFiles();

struct Written {
    std::string subject, text, html;
};

/// A value; reads the folder anew each time, so that changed templates hold at once. Thread-safe.
class Texts {
public:
    /// folder: may be empty. subjects: of the settings, taken instead of those in any language.
    Texts(std::string folder, std::map<std::string, std::string> subjects)
        : m_folder(std::move(folder))
        , m_subjects(std::move(subjects)) {}

    /// The first of "de-AT,de;q=0.9,en" (or of "de_DE") that there is, or nothing.
    [[nodiscard]] static std::string bestLanguage(std::string_view wanted);
    [[nodiscard]] static bool has(std::string_view language);

    /// One of the mails of the file of sentences: registration, password_reset, … subject names a
    /// subject. values fill the templates and the %(name)s in sentences.
    [[nodiscard]] Written mail(std::string_view kind, std::string_view subject,
                               std::string_view language, const json::object &values) const;
    /// A mail whose sentences the caller made with sentence(): only templates and given values.
    [[nodiscard]] Written filled(std::string_view name, std::string subject,
                                 std::string_view language, json::object values) const;
    [[nodiscard]] std::string page(std::string_view name, std::string_view language,
                                   const json::object &values) const;
    [[nodiscard]] std::string subject(std::string_view name, std::string_view language,
                                      const json::object &values) const;
    /// A built-in script that pages refer to.
    [[nodiscard]] static std::string script(std::string_view name);
    /// group is "notifications", "reasons", …
    [[nodiscard]] static std::string sentence(std::string_view group, std::string_view name,
                                              std::string_view language,
                                              const json::object &values = {});
    /// What is wrong with the templates in the folder; empty: nothing.
    [[nodiscard]] std::vector<std::string> problems() const;

private:
    /// name with what is in the folder first; fallback is the built-in layout for it.
    [[nodiscard]] std::string render(const std::string &name, const char *fallback,
                                     std::string_view language, const json::object &values) const;
    [[nodiscard]] std::optional<std::string> own(std::string_view name,
                                                 std::string_view language) const;
    [[nodiscard]] std::optional<std::string> find(std::string_view name,
                                                  std::string_view language) const;

    std::string m_folder;
    std::map<std::string, std::string> m_subjects;
};

/// "%(app)s" … replaced by the values of these names; "%%" is one per cent sign. Others stay.
[[nodiscard]] std::string filledIn(std::string_view text, const json::object &values);

} // namespace hearth::mail
