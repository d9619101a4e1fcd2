# SPDX-License-Identifier: Apache-2.0
# cmake -DOUT=file.cpp -DFILES="a.sql;b.sql" -P embed_sql.cmake: the migrations as C++ text.
set(code "// Generated from server/store/migrations.\n#include \"server/store/migrations.hpp\"\n\n")
string(APPEND code "namespace hearth::store {\nconst std::vector<MigrationFile> &migrationFiles() {\n")
string(APPEND code "    static const std::vector<MigrationFile> files{\n")
foreach(file IN LISTS FILES)
    get_filename_component(name "${file}" NAME)
    string(REGEX MATCH "^[0-9]+" number "${name}")
    math(EXPR version "1${number} - 10000")
    file(READ "${file}" text)
    string(APPEND code "        {${version}, \"${name}\", R\"hearthsql(${text})hearthsql\"},\n")
endforeach()
string(APPEND code "    };\n    return files;\n}\n} // namespace hearth::store\n")
file(WRITE "${OUT}" "${code}")
