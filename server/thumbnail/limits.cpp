// SPDX-License-Identifier: Apache-2.0
// See limits.hpp. Address space is generous: libvips maps more than it uses.
#include "server/thumbnail/limits.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace hearth::thumbnail {
namespace {

template <class Resource>
void limit(Resource resource, rlim_t value) {
    rlimit limits{value, value};
    setrlimit(resource, &limits);
}

} // namespace

void limitProcess(bool moving) {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    limit(RLIMIT_AS, rlim_t{2048} << 20);
#endif
    limit(RLIMIT_CPU, moving ? 6 : 10);
    limit(RLIMIT_FSIZE, rlim_t{moving ? 4U : 32U} << 20);
    limit(RLIMIT_NOFILE, 64);
    limit(RLIMIT_CORE, 0);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

} // namespace hearth::thumbnail
