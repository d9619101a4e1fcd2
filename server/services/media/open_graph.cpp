// SPDX-License-Identifier: Apache-2.0
// Reading HTML pages with libxml2. See url_previews.hpp.
#include "server/core/json_read.hpp"
#include "server/services/media/url_previews.hpp"

#include <libxml/HTMLparser.h>
#include <libxml/tree.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

namespace hearth::services {
namespace {

constexpr std::size_t maxText = 500;
constexpr int maxDepth = 200;

struct FreeDocument {
    void operator()(xmlDoc *document) const { xmlFreeDoc(document); }
};
using Document = std::unique_ptr<xmlDoc, FreeDocument>;

std::string toString(const xmlChar *text) {
    if (!text)
        return {};
    const auto *begin = text;
    std::string out;
    while (*begin != 0)
        out += static_cast<char>(*begin++);
    return out;
}

bool isNamed(const xmlNode *node, const char *name) {
    return node->type == XML_ELEMENT_NODE && toString(node->name) == name;
}

std::string attribute(xmlNode *node, const char *name) {
    std::string out;
    for (const xmlAttr *attr = node->properties; attr; attr = attr->next) {
        if (toString(attr->name) != name)
            continue;
        for (const xmlNode *text = attr->children; text; text = text->next)
            if (text->type == XML_TEXT_NODE)
                out += toString(text->content);
    }
    return out;
}

std::string tidy(std::string_view text) {
    std::string out;
    bool space = false;
    for (const char c : text) {
        if (c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f') {
            space = !out.empty();
            continue;
        }
        if (space)
            out += ' ';
        space = false;
        out += c;
    }
    return out;
}

/// Cut at a character's border.
std::string shorten(std::string text) {
    if (text.size() <= maxText)
        return text;
    std::size_t end = maxText;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        --end;
    text.resize(end);
    return text + "…";
}

/// What the page's elements say, gathered in one walk.
struct Page {
    json::object graph;   // og: members
    json::object twitter; // members of Twitter's cards, by the names that Open Graph has for them
    std::string title, description, firstHeading, firstImage, text;

    void visit(xmlNode *node, int depth) {
        for (; node; node = node->next) {
            if (node->type == XML_TEXT_NODE && text.size() < 4 * maxText)
                text += " " + toString(node->content);
            if (node->type != XML_ELEMENT_NODE || depth > maxDepth || isSilent(node))
                continue;
            if (isNamed(node, "meta"))
                readMeta(node);
            else if (isNamed(node, "title") && title.empty())
                title = tidy(content(node, 0));
            else if (isNamed(node, "h1") && firstHeading.empty())
                firstHeading = tidy(content(node, 0));
            else if (isNamed(node, "img") && firstImage.empty())
                firstImage = attribute(node, "src");
            else if (isNamed(node, "link") && attribute(node, "rel") == "image_src")
                firstImage = attribute(node, "href");
            if (!isNamed(node, "title"))
                visit(node->children, depth + 1);
        }
    }

private:
    /// Elements whose text is not the page's content.
    static bool isSilent(const xmlNode *node) {
        for (const char *name : {"script", "style", "noscript", "nav", "header", "footer", "aside",
                                 "svg", "iframe", "template"})
            if (isNamed(node, name))
                return true;
        return false;
    }
    static std::string content(const xmlNode *node, int depth) {
        std::string out;
        for (const xmlNode *child = node->children; child && depth < maxDepth;
             child = child->next) {
            if (child->type == XML_TEXT_NODE)
                out += toString(child->content);
            else
                out += content(child, depth + 1);
        }
        return out;
    }
    void readMeta(xmlNode *node) {
        const std::string value = tidy(attribute(node, "content"));
        std::string property = attribute(node, "property");
        if (property.empty())
            property = attribute(node, "name");
        if (value.empty())
            return;
        static constexpr std::array<std::pair<std::string_view, const char *>, 5> cards{
            {{"twitter:title", "og:title"},
             {"twitter:description", "og:description"},
             {"twitter:image", "og:image"},
             {"twitter:image:src", "og:image"},
             {"twitter:image:alt", "og:image:alt"}}};
        for (const auto &[card, name] : cards)
            if (property == card && !twitter.contains(name))
                twitter[name] = shorten(value);
        if (property.compare(0, 3, "og:") == 0 && property.size() < 100) {
            if (!graph.contains(property) && graph.size() < 50)
                graph[property] = shorten(value);
        } else if (property == "description" && description.empty()) {
            description = value;
        }
    }
};

std::string charsetOf(std::string_view contentType) {
    const auto at = contentType.find("charset=");
    if (at == std::string_view::npos)
        return {};
    std::string out;
    for (const char c : contentType.substr(at + 8)) {
        if (c == ';' || c == ' ')
            break;
        if (c != '"' && c != '\'')
            out += c;
    }
    return out;
}

} // namespace

json::object openGraphOf(std::string_view html, std::string_view contentType,
                         const std::string &url) {
    const std::string charset = charsetOf(contentType);
    const char *encoding = charset.empty() ? nullptr : charset.c_str();
    constexpr int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                            HTML_PARSE_NONET | HTML_PARSE_COMPACT;
    const Document document(
        htmlReadMemory(html.data(), static_cast<int>(html.size()), url.c_str(), encoding, options));
    Page page;
    if (document)
        page.visit(document->children, 0);
    json::object out = std::move(page.graph);
    const auto fallback = [&](const char *name, const std::string &value) {
        if (!out.contains(name) && !value.empty())
            out[name] = shorten(value);
    };
    for (const auto &[name, value] : page.twitter)
        if (!out.contains(name))
            out[name] = value;
    fallback("og:title", page.title.empty() ? page.firstHeading : page.title);
    fallback("og:description", page.description);
    fallback("og:description", tidy(page.text));
    fallback("og:image", page.firstImage);
    return out;
}

} // namespace hearth::services
