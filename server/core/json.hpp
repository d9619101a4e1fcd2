// SPDX-License-Identifier: Apache-2.0
// hearth::json is Boost.JSON. Headers that only pass values on include <boost/json/fwd.hpp>.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>

namespace hearth {
namespace json = boost::json;
}
