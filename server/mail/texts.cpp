// SPDX-License-Identifier: Apache-2.0
#include "server/mail/texts.hpp"

#include "server/core/json_read.hpp"
#include "server/core/log.hpp"
#include "server/mail/template.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace hearth::mail {
namespace {

constexpr std::string_view standardLanguage = "en";
constexpr std::array<std::string_view, 2> languages{"en", "de"};
constexpr std::uintmax_t largestTemplate = 1U << 20U;

std::optional<std::string> builtIn(std::string_view name) {
    for (const TextFile &file : textFiles())
        if (name == file.name)
            return file.text;
    return std::nullopt;
}

const json::object &sentences(std::string_view language) {
    static const std::map<std::string, json::object, std::less<>> all = [] {
        std::map<std::string, json::object, std::less<>> out;
        for (const std::string_view one : languages)
            out.emplace(one, json::parse(*builtIn(std::string(one) + ".json")).as_object());
        return out;
    }();
    const auto found = all.find(language);
    return (found == all.end() ? all.find(standardLanguage) : found)->second;
}

std::optional<std::string> readFile(const std::filesystem::path &path) {
    std::error_code failure;
    const auto size = std::filesystem::file_size(path, failure);
    if (failure || size > largestTemplate)
        return std::nullopt;
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in)
        return std::nullopt;
    return std::move(text).str();
}

bool isHtml(std::string_view name) {
    return name.ends_with(".html");
}

/// The lists of sentences of a mail or a page, filled in.
json::object filledGroup(const json::object *group, const json::object &values) {
    json::object out = values;
    if (!group)
        return out;
    for (const auto &[name, value] : *group) {
        if (const auto *text = value.if_string()) {
            out[name] = filledIn(*text, values);
        } else if (const auto *lines = value.if_array()) {
            json::array list;
            for (const json::value &line : *lines)
                list.emplace_back(filledIn(line.as_string(), values));
            out[name] = std::move(list);
        }
    }
    return out;
}

const json::object *groupOf(std::string_view language, std::string_view kind,
                            std::string_view name) {
    const json::object *all = objectAt(sentences(language), kind);
    return all ? objectAt(*all, name) : nullptr;
}

} // namespace

std::string filledIn(std::string_view text, const json::object &values) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        if (text.substr(i).starts_with("%%")) {
            out += '%';
            ++i;
            continue;
        }
        const auto close = text.find(")s", i);
        const json::value *value = nullptr;
        if (text.substr(i).starts_with("%(") && close != text.npos)
            value = values.if_contains(text.substr(i + 2, close - i - 2));
        if (!value) {
            out += '%';
            continue;
        }
        out += value->is_string() ? std::string(value->get_string()) : json::serialize(*value);
        i = close + 1;
    }
    return out;
}

bool Texts::has(std::string_view language) {
    return std::find(languages.begin(), languages.end(), language) != languages.end();
}

std::string Texts::bestLanguage(std::string_view wanted) {
    while (!wanted.empty()) {
        const auto comma = std::min(wanted.find(','), wanted.size());
        std::string one;
        for (const char c : wanted.substr(0, comma)) {
            if (c == '-' || c == '_' || c == ';')
                break;
            if (c != ' ')
                one += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        }
        if (has(one))
            return one;
        wanted.remove_prefix(std::min(comma + 1, wanted.size()));
    }
    return {};
}

std::string Texts::sentence(std::string_view group, std::string_view name,
                            std::string_view language, const json::object &values) {
    const json::object *all = objectAt(sentences(language), group);
    return all ? filledIn(stringAt(*all, name), values) : std::string();
}

std::string Texts::subject(std::string_view name, std::string_view language,
                           const json::object &values) const {
    const auto own = m_subjects.find(std::string(name));
    if (own != m_subjects.end() && !own->second.empty())
        return filledIn(own->second, values);
    return sentence("subjects", name, language, values);
}

std::optional<std::string> Texts::own(std::string_view name, std::string_view language) const {
    // A name comes from our code or from an include in a file of the administrator's.
    if (m_folder.empty() || name.find("..") != name.npos)
        return std::nullopt;
    const std::filesystem::path folder(m_folder);
    if (auto text = readFile(folder / language / name))
        return text;
    return readFile(folder / name);
}

std::optional<std::string> Texts::find(std::string_view name, std::string_view language) const {
    if (auto text = own(name, language))
        return text;
    return builtIn(name);
}

std::string Texts::render(const std::string &name, const char *fallback, std::string_view language,
                          const json::object &values) const {
    const FindTemplate include = [&](std::string_view other) { return find(other, language); };
    if (const auto text = own(name, language)) {
        if (const auto made = Template::parse(*text, isHtml(name), include))
            return made->render(values);
        else
            log::error("mail", "The template {} cannot be used ({}); the built-in one is taken.",
                       name, made.error().message);
    }
    const FindTemplate onlyOurs = [](std::string_view other) { return builtIn(other); };
    return Template::parse(*builtIn(fallback), isHtml(fallback), onlyOurs)->render(values);
}

Written Texts::mail(std::string_view kind, std::string_view subjectName, std::string_view language,
                    const json::object &values) const {
    json::object all = filledGroup(groupOf(language, "mails", kind), values);
    Written out;
    out.subject = subject(subjectName, language, values);
    all["subject"] = out.subject;
    all["lang"] = has(language) ? language : standardLanguage;
    const std::string name(kind);
    out.text = render(name + ".txt", "mail.txt", language, all);
    out.html = render(name + ".html", "mail.html", language, all);
    return out;
}

Written Texts::filled(std::string_view name, std::string subject, std::string_view language,
                      json::object values) const {
    Written out;
    out.subject = std::move(subject);
    values["subject"] = out.subject;
    values["lang"] = has(language) ? language : standardLanguage;
    const std::string base(name);
    out.text = render(base + ".txt", (base + ".txt").c_str(), language, values);
    out.html = render(base + ".html", (base + ".html").c_str(), language, values);
    return out;
}

std::string Texts::page(std::string_view name, std::string_view language,
                        const json::object &values) const {
    json::object all = filledGroup(groupOf(language, "pages", name), values);
    all["lang"] = has(language) ? language : standardLanguage;
    return render(std::string(name) + ".html", "page.html", language, all);
}

std::string Texts::script(std::string_view name) {
    return builtIn(name).value_or(std::string());
}

std::vector<std::string> Texts::problems() const {
    std::vector<std::string> out;
    if (m_folder.empty())
        return out;
    std::error_code failure;
    if (!std::filesystem::is_directory(m_folder, failure)) {
        out.push_back("The folder of templates " + m_folder + " is not there.");
        return out;
    }
    std::vector<std::string> names;
    for (const TextFile &file : textFiles())
        if (const std::string_view name = file.name;
            !name.ends_with(".json") && !name.ends_with(".js"))
            names.emplace_back(file.name);
    for (const auto &[kind, unused] : *objectAt(sentences(standardLanguage), "mails"))
        for (const char *ending : {".txt", ".html"})
            names.push_back(std::string(kind) + ending);
    for (const auto &[page, unused] : *objectAt(sentences(standardLanguage), "pages"))
        names.push_back(std::string(page) + ".html");
    for (const std::string_view language : languages) {
        for (const std::string &name : names) {
            const auto text = own(name, language);
            if (!text)
                continue;
            const auto made = Template::parse(
                *text, isHtml(name), [&](std::string_view other) { return find(other, language); });
            if (!made)
                out.push_back("The template " + name + " cannot be used: " + made.error().message);
        }
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

} // namespace hearth::mail
