# SPDX-License-Identifier: Apache-2.0
# cmake -DOUT=file.cpp -DFILES="a.txt;b.json" -P embed.cmake: the built-in texts as C++ text.
set(code "// Generated from server/mail/texts.\n#include \"server/mail/texts.hpp\"\n\n")
string(APPEND code "namespace hearth::mail {\nconst std::vector<TextFile> &textFiles() {\n")
string(APPEND code "    static const std::vector<TextFile> files{\n")
foreach(file IN LISTS FILES)
    get_filename_component(name "${file}" NAME)
    file(READ "${file}" text)
    string(APPEND code "        {\"${name}\", R\"hearthtext(${text})hearthtext\"},\n")
endforeach()
string(APPEND code "    };\n    return files;\n}\n} // namespace hearth::mail\n")
file(WRITE "${OUT}" "${code}")
