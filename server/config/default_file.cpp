// SPDX-License-Identifier: Apache-2.0
// The configuration file of a new installation.
#include "server/config/load.hpp"

#include <fmt/format.h>

namespace hearth::config {

std::string defaultFile(const GenerateOptions &options) {
    const std::string database = options.database == "psycopg2" ? R"(database:
  name: psycopg2
  args:
    host: localhost
    port: 5432
    user: hearth
    password: ""
    dbname: hearth
    cp_max: 8
)"
                                                                : R"(database:
  name: sqlite3
  args:
    database: hearthd.db
)";
    const std::string base = options.publicBaseurl.empty()
                                 ? std::string("# public_baseurl: https://matrix.example.org/")
                                 : fmt::format("public_baseurl: \"{}\"", options.publicBaseurl);
    // This listener speaks no TLS: whoever comes by an https address comes through a proxy, which
    // says who they are.
    const bool behindProxy = options.publicBaseurl.starts_with("https://");
    return fmt::format(R"(# Settings of hearthd, the Matrix homeserver of Hearth.
# Keys are those of Synapse's homeserver.yaml wherever the meaning is the same. Relative paths
# start at this file's folder. "hearthd check --config FILE" says whether all is well; many
# settings are taken over on SIGHUP, the others when hearthd is started again.

# The part after the colon in user names. It can never be changed.
server_name: "{server_name}"

# The address that clients use, if it is not that of the first listener.
{base}

listeners:
  - port: {port}
    bind_addresses: ["{bind}"]
    type: http
    tls: false
    # true behind a reverse proxy that sets X-Forwarded-For:
    x_forwarded: {forwarded}
    resources:
      - names: [client, federation, media]
        # Answers go out as gzip to clients that can read it; false where a reverse proxy does it.
        compress: true

# sqlite3 needs nothing else; psycopg2 is PostgreSQL.
{database}
media_store_path: media
max_upload_size: 50M

log:
  level: info # error, warn, info or debug
  file: logs/hearthd.log
  max_size: 20M
  keep: 5

# Secrets, each in a file of its own that only the owner can read.
signing_key_path: "{server_name}.signing.key"
registration_shared_secret_path: registration_shared_secret
macaroon_secret_key_path: macaroon_secret_key

# May people make themselves accounts? Administrators always can make them.
enable_registration: false
registration_requires_token: true
allow_guest_access: false

# Version of new rooms.
default_room_version: "12"

presence:
  enabled: true

# Mail, to prove addresses, to reset passwords and to tell of missed messages; links in it lead to
# public_baseurl. "hearthd check --config FILE --mail ADDRESS" tries it.
# email:
#   smtp_host: mail.example.org
#   smtp_port: 587
#   smtp_user: hearth
#   smtp_pass_path: smtp_password
#   require_transport_security: true
#   notif_from: "%(app)s <noreply@example.org>"
#   app_name: Hearth
#   enable_notifs: true

# Servers that are asked for the keys of others.
trusted_key_servers:
  - server_name: matrix.org
)",
                       fmt::arg("server_name", options.serverName), fmt::arg("base", base),
                       fmt::arg("forwarded", behindProxy), fmt::arg("port", options.port),
                       fmt::arg("bind", options.bind), fmt::arg("database", database));
}

} // namespace hearth::config
